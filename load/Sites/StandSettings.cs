using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Sites;

/// <summary>Which product sites and drivers are sent to.</summary>
internal sealed record StandSettings
{
    /// <summary>One that runs already; null: this program starts it.</summary>
    public Uri? Target { get; init; }

    /// <summary>A PostgreSQL server to start it on, in a database of its own; null is SQLite.</summary>
    public string? Server { get; init; }

    /// <summary>The simulator of WeChat runs as a process of its own, so that the product can be killed beside it.</summary>
    public bool Paying { get; init; }

    public required bool Build { get; init; }
    public required bool Keep { get; init; }
    public required StaffName Staff { get; init; }

    /// <summary>Settings of the product that differ from its defaults.</summary>
    public required IReadOnlyDictionary<string, string> Named { get; init; }
}

namespace FuelGrains.Grains.Storage;

/// <summary>
/// Columns of a table, each named once with the value that a record gives it. A statement takes its column list, its parameters and
/// its values from here, so a new column is added in one place. A parameter has the name of its column.
/// </summary>
internal sealed class RowColumns<T>(params (string Name, Func<T, object?> Value)[] columns)
{
    /// <summary><c>a, b</c></summary>
    public string Names { get; } = Join(columns, name => name);

    /// <summary><c>@a, @b</c></summary>
    public string Parameters { get; } = Join(columns, name => $"@{name}");

    /// <summary><c>a = @a, b = @b</c></summary>
    public string Assignments { get; } = Join(columns, name => $"{name} = @{name}");

    /// <summary><c>a = excluded.a, b = excluded.b</c></summary>
    public string Replacements { get; } = Join(columns, name => $"{name} = excluded.{name}");

    public LedgerCommand Bind(LedgerCommand command, T row)
    {
        foreach (var (name, value) in columns)
            command.With(name, value(row));
        return command;
    }

    private static string Join((string Name, Func<T, object?>)[] columns, Func<string, string> text) =>
        string.Join(", ", columns.Select(column => text(column.Name)));
}

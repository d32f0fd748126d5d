using Npgsql;

namespace FuelGrains.Grains.Storage;

/// <summary>
/// Listens for the warning with which PostgreSQL stops waiting for its synchronous standby (a cancel or a command timeout during the
/// commit). The server then reports success and the driver returns normally, although the standby may not have the commit: its outcome
/// is unknown.
/// </summary>
internal sealed class StandbyWatch : IDisposable
{
    // The SQLSTATE of a plain warning. The ledger's own statements raise none.
    private const string Warning = "01000";

    private readonly NpgsqlConnection _connection;
    private string? _warning;

    public StandbyWatch(NpgsqlConnection connection)
    {
        _connection = connection;
        _connection.Notice += Hear;
    }

    /// <exception cref="TimeoutException">The server warned: nobody may be told that the commit is safe.</exception>
    public void ThrowIfWarned()
    {
        if (_warning is { } warning)
            throw new TimeoutException($"PostgreSQL committed with a warning: {warning}");
    }

    public void Dispose() => _connection.Notice -= Hear;

    private void Hear(object sender, NpgsqlNoticeEventArgs e)
    {
        if (e.Notice.SqlState == Warning)
            _warning = e.Notice.MessageText;
    }
}

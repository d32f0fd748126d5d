using Microsoft.Data.Sqlite;

namespace FuelGrains.Grains.Orders.Bills.Files;

/// <summary>
/// The numbers that a bill has, in a temporary database of this process that lies on disk, so that memory does not grow with the
/// bill. The database is deleted when it is closed.
/// </summary>
internal sealed class BillNumberTable : IDisposable
{
    // Numbers are inserted in no order: pages beyond this cache go to the temporary file.
    private const string Pragmas =
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16384;";

    private readonly SqliteConnection _scratch = new("Data Source=;Pooling=False");
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _find;

    public BillNumberTable()
    {
        _scratch.Open();
        Execute(Pragmas);
        Execute("CREATE TABLE numbers (number TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID; BEGIN;");
        _add = Prepare("INSERT INTO numbers (number) VALUES (@number) ON CONFLICT DO NOTHING");
        _find = Prepare("SELECT 1 FROM numbers WHERE number = @number");
    }

    /// <summary>False: the bill had the number before.</summary>
    public bool TryAdd(string number)
    {
        _add.Parameters[0].Value = number;
        return _add.ExecuteNonQuery() == 1;
    }

    public bool Contains(string number)
    {
        _find.Parameters[0].Value = number;
        return _find.ExecuteScalar() is not null;
    }

    public void Dispose()
    {
        _add.Dispose();
        _find.Dispose();
        _scratch.Dispose();
    }

    private void Execute(string sql)
    {
        using var command = _scratch.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = _scratch.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new SqliteParameter("@number", SqliteType.Text));
        command.Prepare();
        return command;
    }
}

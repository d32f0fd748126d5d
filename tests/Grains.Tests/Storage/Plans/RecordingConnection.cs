using System.Collections;
using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using FuelGrains.Grains.Storage;
using Npgsql;

namespace FuelGrains.Grains.Tests.Storage.Plans;

/// <summary>A statement as the product sends it, with the types of its parameters as the driver infers them.</summary>
internal sealed record Statement(string Text, ImmutableArray<(string Name, string Type)> Parameters)
{
    public static Statement Of(DbCommand command) =>
        new(
            command.CommandText,
            [.. command.Parameters.Cast<NpgsqlParameter>().Select(p => (p.ParameterName, p.DataTypeName ?? "unknown"))]
        );
}

/// <summary>A ledger that writes down what is sent to it. Each of the first answers has so many rows of default values.</summary>
internal sealed class RecordingLedger(int rows) : LedgerDatabase
{
    public List<Statement> Sent { get; } = [];

    public LedgerSession Session() =>
        new(new RecordingConnection(Sent, rows), null, LedgerDialect.Postgres, CancellationToken.None);

    public override Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default) =>
        work(Session());

    public override Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default) =>
        work(Session());

    public override Task<T> SnapshotAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default) =>
        work(Session());
}

internal sealed class RecordingConnection(List<Statement> sent, int rows) : DbConnection
{
    // A loop that reads page after page ends here.
    private const int MostAnswers = 4;

    private int _answers;

    public int Rows => _answers++ < MostAnswers ? rows : 0;

    [AllowNull]
    public override string ConnectionString { get; set; } = "";
    public override string Database => "";
    public override string DataSource => "";
    public override string ServerVersion => "";
    public override ConnectionState State => ConnectionState.Open;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Close() { }

    public override void Open() { }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        throw new NotSupportedException();

    protected override DbCommand CreateDbCommand() => new RecordingCommand(this, sent);
}

internal sealed class RecordingCommand(RecordingConnection connection, List<Statement> sent) : DbCommand
{
    // The driver's own collection: its parameters say which type they infer.
    private readonly NpgsqlCommand _parameters = new();

    [AllowNull]
    public override string CommandText { get; set; } = "";
    public override int CommandTimeout { get; set; }
    public override CommandType CommandType { get; set; }
    public override bool DesignTimeVisible { get; set; }
    public override UpdateRowSource UpdatedRowSource { get; set; }
    protected override DbConnection? DbConnection { get; set; } = connection;
    protected override DbTransaction? DbTransaction { get; set; }
    protected override DbParameterCollection DbParameterCollection => _parameters.Parameters;

    public override void Cancel() { }

    public override void Prepare() { }

    public override int ExecuteNonQuery()
    {
        sent.Add(Statement.Of(this));
        return connection.Rows;
    }

    public override object? ExecuteScalar() => throw new NotSupportedException();

    protected override DbParameter CreateDbParameter() => _parameters.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        sent.Add(Statement.Of(this));
        return new DefaultRows(connection.Rows);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _parameters.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Rows in which every column of any type has a value.</summary>
internal sealed class DefaultRows(int rows) : DbDataReader
{
    private readonly int _rows = rows;
    private int _read;

    public override bool Read() => _read++ < _rows;

    public override bool NextResult() => false;

    public override bool IsDBNull(int ordinal) => false;

    public override long GetInt64(int ordinal) => 1;

    public override int GetInt32(int ordinal) => 1;

    public override short GetInt16(int ordinal) => 1;

    public override string GetString(int ordinal) => "1";

    public override Guid GetGuid(int ordinal) => Guid.Empty;

    public override object GetValue(int ordinal) => 1L;

    public override T GetFieldValue<T>(int ordinal) =>
        typeof(T) == typeof(DateTimeOffset) ? (T)(object)LedgerFixture.Start : default!;

    public override int FieldCount => 100;
    public override int Depth => 0;
    public override bool HasRows => _rows > 0;
    public override bool IsClosed => false;
    public override int RecordsAffected => _rows;
    public override object this[int ordinal] => GetValue(ordinal);
    public override object this[string name] => throw new NotSupportedException();

    public override bool GetBoolean(int ordinal) => true;

    public override byte GetByte(int ordinal) => 1;

    public override char GetChar(int ordinal) => '1';

    public override decimal GetDecimal(int ordinal) => 1;

    public override double GetDouble(int ordinal) => 1;

    public override float GetFloat(int ordinal) => 1;

    public override DateTime GetDateTime(int ordinal) => LedgerFixture.Start.UtcDateTime;

    public override string GetDataTypeName(int ordinal) => throw new NotSupportedException();

    public override Type GetFieldType(int ordinal) => throw new NotSupportedException();

    public override string GetName(int ordinal) => throw new NotSupportedException();

    public override int GetOrdinal(string name) => throw new NotSupportedException();

    public override int GetValues(object[] values) => throw new NotSupportedException();

    public override IEnumerator GetEnumerator() => throw new NotSupportedException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException();
}

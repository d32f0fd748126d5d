using System.Data.Common;

namespace FuelGrains.Grains.Storage;

/// <summary>The differences between the two stores that shared SQL meets: the form of ids and times, and the locking of rows.</summary>
public abstract class LedgerDialect
{
    public static readonly LedgerDialect Postgres = new PostgresDialect();
    public static readonly LedgerDialect Sqlite = new SqliteDialect();

    public abstract Guid ReadId(DbDataReader reader, int i);

    public abstract DateTimeOffset ReadTime(DbDataReader reader, int i);

    /// <summary>Ends a SELECT that takes rows for itself: those which another transaction is taking are passed over.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>Ends a SELECT that keeps its rows as they are until the transaction ends: others wait for it.</summary>
    public abstract string Keep { get; }

    protected abstract object Write(object value);

    public void AddParameter(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value is null ? DBNull.Value : Write(value);
        command.Parameters.Add(parameter);
    }

    /// <summary>uuid and timestamptz.</summary>
    private sealed class PostgresDialect : LedgerDialect
    {
        public override Guid ReadId(DbDataReader reader, int i) => reader.GetGuid(i);

        public override DateTimeOffset ReadTime(DbDataReader reader, int i) => reader.GetFieldValue<DateTimeOffset>(i);

        public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

        public override string Keep => "FOR UPDATE";

        // A text of PostgreSQL holds no NUL: one from outside becomes the replacement character, which matches no row that anybody wrote.
        protected override object Write(object value) =>
            value is string text && text.Contains('\0') ? text.Replace('\0', '\uFFFD') : value;
    }

    /// <summary>16 bytes in big-endian order, so that version 7 ids sort by time; and milliseconds since 1970.</summary>
    private sealed class SqliteDialect : LedgerDialect
    {
        public override Guid ReadId(DbDataReader reader, int i) =>
            new(reader.GetFieldValue<byte[]>(i), bigEndian: true);

        public override DateTimeOffset ReadTime(DbDataReader reader, int i) =>
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(i));

        // There is one writer: nobody else is taking anything.
        public override string SkipLocked => "";

        public override string Keep => "";

        protected override object Write(object value) =>
            value switch
            {
                Guid id => id.ToByteArray(bigEndian: true),
                DateTimeOffset time => time.ToUnixTimeMilliseconds(),
                _ => value,
            };
    }
}

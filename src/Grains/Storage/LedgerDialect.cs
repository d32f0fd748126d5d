using System.Data.Common;
using System.Text.Json;

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

    /// <summary>
    /// Compares a column with the list that a statement has in one parameter. A parameter for each value costs SQLite the square of their
    /// number.
    /// </summary>
    public abstract string AnyOf<T>(string name)
        where T : notnull;

    protected abstract object Write(object value);

    protected abstract object WriteList<T>(IEnumerable<T> values)
        where T : notnull;

    public void AddParameter(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value is null ? DBNull.Value : Write(value);
        command.Parameters.Add(parameter);
    }

    public void AddList<T>(DbCommand command, string name, IEnumerable<T> values)
        where T : notnull
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = WriteList(values);
        command.Parameters.Add(parameter);
    }

    /// <summary>uuid and timestamptz.</summary>
    private sealed class PostgresDialect : LedgerDialect
    {
        public override Guid ReadId(DbDataReader reader, int i) => reader.GetGuid(i);

        public override DateTimeOffset ReadTime(DbDataReader reader, int i) => reader.GetFieldValue<DateTimeOffset>(i);

        public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

        public override string Keep => "FOR UPDATE";

        public override string AnyOf<T>(string name) => $"= ANY(@{name})";

        // The driver refuses any other offset than UTC's, and breaks the connection in the middle of a batch. A text of PostgreSQL holds no
        // NUL: one from outside becomes the replacement character, which matches no row that anybody wrote.
        protected override object Write(object value) =>
            value switch
            {
                DateTimeOffset time => time.ToUniversalTime(),
                string text when text.Contains('\0') => text.Replace('\0', '\uFFFD'),
                _ => value,
            };

        protected override object WriteList<T>(IEnumerable<T> values) => values.Select(v => (T)Write(v)).ToArray();
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

        public override string AnyOf<T>(string name) =>
            $"IN (SELECT {(typeof(T) == typeof(Guid) ? "unhex(value)" : "value")} FROM json_each(@{name}))";

        protected override object Write(object value) =>
            value switch
            {
                Guid id => id.ToByteArray(bigEndian: true),
                DateTimeOffset time => time.ToUnixTimeMilliseconds(),
                _ => value,
            };

        // JSON has no bytes, so ids are hexadecimal there.
        protected override object WriteList<T>(IEnumerable<T> values) =>
            JsonSerializer.Serialize(
                values.Select(v => v is Guid id ? id.ToString("N") : (object)v),
                JsonSerializerOptions.Default
            );
    }
}

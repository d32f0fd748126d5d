using Microsoft.Data.Sqlite;

namespace FuelGrains.Grains.Storage;

/// <summary>A statement prepared once on the writer's connection, with numbered parameters (<c>@0</c>, <c>@1</c> ...).</summary>
internal sealed class SqliteStatement
{
    private readonly SqliteCommand _command;

    public SqliteStatement(SqliteConnection connection, int parameters, string text)
        : this(connection, Enumerable.Range(0, parameters).Select(i => $"@{i}"), text) { }

    private SqliteStatement(SqliteConnection connection, IEnumerable<string> parameters, string text)
    {
        _command = connection.CreateCommand();
        _command.CommandText = text;
        foreach (var name in parameters)
            _command.Parameters.Add(new SqliteParameter { ParameterName = name });
    }

    /// <summary>An INSERT of one row, whose parameters are named after their columns.</summary>
    public static SqliteStatement Insert<TRow>(
        SqliteConnection connection,
        string table,
        SqliteColumns<TRow> columns,
        string suffix = ""
    ) =>
        new(
            connection,
            columns.Parameters,
            $"INSERT INTO {table} ({columns.Names}) VALUES ({columns.Places}) {suffix}"
        );

    public static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    public static long Time(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static object OrNull(Guid? id) => id is { } value ? Bytes(value) : DBNull.Value;

    public static object OrNull(DateTimeOffset? at) => at is { } value ? Time(value) : DBNull.Value;

    /// <summary>From here on the statement runs in this transaction.</summary>
    public void Enter(SqliteTransaction transaction) => _command.Transaction = transaction;

    public SqliteCommand Bind(params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            _command.Parameters[i].Value = values[i];
        return _command;
    }

    public SqliteCommand Bind<TRow>(SqliteColumns<TRow> columns, in TRow row)
    {
        columns.Bind(_command.Parameters, row);
        return _command;
    }
}

/// <summary>The columns of an INSERT in order: each column stands once, with its value.</summary>
internal sealed class SqliteColumns<TRow>
{
    private readonly List<string> _names = [];
    private readonly List<string> _places = [];
    private readonly List<Func<TRow, object>> _values = [];

    /// <summary>The columns' names, and the places of their values, in SQL.</summary>
    public string Names => string.Join(", ", _names);

    public string Places => string.Join(", ", _places);

    public IEnumerable<string> Parameters => _places.Where(place => place.StartsWith('@'));

    public SqliteColumns<TRow> Column(string name, Func<TRow, object> value)
    {
        _names.Add(name);
        _places.Add($"@{name}");
        _values.Add(value);
        return this;
    }

    /// <summary>Adds a column that has the same value in every row.</summary>
    public SqliteColumns<TRow> Always(string name, string sql)
    {
        _names.Add(name);
        _places.Add(sql);
        return this;
    }

    public void Bind(SqliteParameterCollection parameters, in TRow row)
    {
        for (var i = 0; i < _values.Count; i++)
            parameters[i].Value = _values[i](row);
    }
}

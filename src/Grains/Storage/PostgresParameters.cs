using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace FuelGrains.Grains.Storage;

/// <summary>
/// The numbered parameters of one statement. Adding a parameter answers its place (<c>$1</c>, <c>$2</c> ...) for the text, and
/// <see cref="Fill"/> later writes the values in the same order: text and values cannot drift apart. Built once, kept in a static field.
/// </summary>
/// <typeparam name="TSource">What the values are taken from.</typeparam>
internal sealed class PostgresParameters<TSource>
{
    private readonly List<Action<NpgsqlParameterCollection, TSource>> _parameters = [];

    /// <summary>Adds one value; answers its place.</summary>
    public string Add<T>(Func<TSource, T> value) =>
        Add((parameters, source) => parameters.Add(new NpgsqlParameter<T> { TypedValue = value(source) }));

    /// <summary>Adds a time that may be missing; answers its place.</summary>
    public string AddTime(Func<TSource, DateTimeOffset?> value) =>
        Add(
            (parameters, source) =>
                parameters.Add(
                    new NpgsqlParameter
                    {
                        NpgsqlDbType = NpgsqlDbType.TimestampTz,
                        Value = (object?)value(source)?.ToUniversalTime() ?? DBNull.Value,
                    }
                )
        );

    /// <summary>Begins a relation that the statement reads with <c>unnest</c>: one array a column, one element a row.</summary>
    public PostgresRows<TSource, TRow> Rows<TRow>(Func<TSource, IReadOnlyCollection<TRow>> rows) => new(this, [], rows);

    public void Fill(NpgsqlParameterCollection parameters, TSource source)
    {
        foreach (var add in _parameters)
            add(parameters, source);
    }

    internal string Add(Action<NpgsqlParameterCollection, TSource> add)
    {
        _parameters.Add(add);
        return $"${_parameters.Count}";
    }
}

/// <summary>The columns of a relation in the order in which the statement takes them: each column stands once, with its value.</summary>
internal sealed class PostgresRows<TSource, TRow>(
    PostgresParameters<TSource> parameters,
    List<PostgresColumn> columns,
    Func<TSource, IReadOnlyCollection<TRow>> rows
)
{
    /// <summary>How many rows there are, in SQL.</summary>
    public string Count => $"cardinality({First})";

    /// <summary>The array of the first column's values, in SQL.</summary>
    public string First => columns[0].Place;

    public PostgresRows<TSource, TRow> Column<T>(string name, Func<TRow, T> value) =>
        Add<T>(name, (values, source) => Fill(values, rows(source), value));

    /// <summary>Adds a column whose values need more than their row.</summary>
    public PostgresRows<TSource, TRow> Column<T>(string name, Func<TSource, TRow, T> value) =>
        Add<T>(name, (values, source) => Fill(values, rows(source), row => value(source, row)));

    /// <summary>Goes on with columns of a second list, which has one row for each row of the first.</summary>
    public PostgresRows<TSource, TOther> With<TOther>(Func<TSource, IReadOnlyCollection<TOther>> others) =>
        new(parameters, columns, others);

    /// <summary>The relation under a name, in SQL: <c>unnest($4::uuid[], $5::integer[]) AS n (id, quantity)</c>.</summary>
    public string As(string name) => $"unnest({Join(c => $"{c.Place}::{c.Type}[]")}) AS {name} ({Join(c => c.Name)})";

    private string Join(Func<PostgresColumn, string> text) => string.Join(", ", columns.Select(text));

    private PostgresRows<TSource, TRow> Add<T>(string name, Action<T[], TSource> fill)
    {
        var place = parameters.Add(
            (values, source) =>
            {
                var array = new T[rows(source).Count];
                fill(array, source);
                ToUtc(array);
                values.Add(new NpgsqlParameter<T[]> { TypedValue = array });
            }
        );
        columns.Add(new(name, place, PostgresColumn.TypeOf(typeof(T))));
        return this;
    }

    // The driver refuses any other offset than UTC's, and breaks the connection in the middle of a batch.
    private static void ToUtc<T>(T[] array)
    {
        if (array is DateTimeOffset[] times)
            for (var i = 0; i < times.Length; i++)
                times[i] = times[i].ToUniversalTime();
        else if (array is DateTimeOffset?[] some)
            for (var i = 0; i < some.Length; i++)
                some[i] = some[i]?.ToUniversalTime();
    }

    private static void Fill<T>(T[] values, IReadOnlyCollection<TRow> rows, Func<TRow, T> value)
    {
        var i = 0;
        if (rows is List<TRow> list)
            foreach (ref readonly var row in CollectionsMarshal.AsSpan(list))
                values[i++] = value(row);
        else
            foreach (var row in rows)
                values[i++] = value(row);
    }
}

internal readonly record struct PostgresColumn(string Name, string Place, string Type)
{
    public static string TypeOf(Type type) => Types[Nullable.GetUnderlyingType(type) ?? type];

    private static readonly Dictionary<Type, string> Types = new()
    {
        [typeof(Guid)] = "uuid",
        [typeof(string)] = "text",
        [typeof(bool)] = "boolean",
        [typeof(short)] = "smallint",
        [typeof(int)] = "integer",
        [typeof(long)] = "bigint",
        [typeof(DateTimeOffset)] = "timestamptz",
    };
}

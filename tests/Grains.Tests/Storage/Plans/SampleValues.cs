using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Tests.Storage.Plans;

/// <summary>Makes a value of any type, so that a method of a table can be called for the sake of its SQL.</summary>
/// <param name="filled">False: whatever may be missing is missing.</param>
internal sealed class SampleValues(RecordingLedger ledger, bool filled)
{
    private const int Deepest = 4;

    public object? Of(Type type, int depth = 0)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return filled ? Of(underlying, depth) : null;
        if (Simple(type) is { } simple)
            return simple;
        if (type.IsEnum)
            return Enum.GetValues(type) is var all && filled ? all.GetValue(0) : all.GetValue(all.Length - 1);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            return Map(type.GetGenericArguments(), depth + 1);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IOptions<>))
            return Settings(type.GetGenericArguments()[0]);
        if (ElementOf(type) is { } element)
            return Sequence(type, element, depth + 1);
        if (type.IsInterface || type.IsAbstract || !IsOfProduct(type) || depth > Deepest)
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        return Composite(type, depth + 1);
    }

    public object?[] ArgumentsOf(MethodBase method, int depth = 0) =>
        [.. method.GetParameters().Select(p => Of(p.ParameterType, depth))];

    private static bool IsOfProduct(Type type) =>
        type.Namespace?.StartsWith("FuelGrains.", StringComparison.Ordinal) == true;

    private object? Simple(Type type) =>
        // An id where all is filled: some keys are ids as text.
        type == typeof(string)
            ? (filled ? "0195d3d8-0000-7000-8000-000000000001" : "1")
        : type == typeof(Guid) ? Guid.Parse("0195d3d8-0000-7000-8000-000000000001")
        : type == typeof(DateTimeOffset) ? LedgerFixture.Start
        : type == typeof(DateOnly) ? DateOnly.FromDateTime(LedgerFixture.Start.UtcDateTime)
        : type == typeof(TimeSpan) ? TimeSpan.FromMinutes(1)
        : type == typeof(bool) ? filled
        : type == typeof(int) ? 1
        : type == typeof(long) ? 1L
        : type == typeof(short) ? (short)1
        : type == typeof(decimal) ? 1m
        : type == typeof(object) ? "1"
        : type == typeof(CancellationToken) ? CancellationToken.None
        : type == typeof(TimeProvider) ? TimeProvider.System
        : type == typeof(LedgerDatabase) ? ledger
        : type == typeof(LedgerSession) ? ledger.Session()
        : type == typeof(Sealer) ? new Sealer(SecretKeys.Development)
        : type == typeof(IShardReader) ? new NoReader()
        : type == typeof(Func<LedgerCommand, LedgerCommand>) ? (Func<LedgerCommand, LedgerCommand>)(command => command)
        : null;

    private static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType
        && type.GetGenericArguments().Length == 1
        && type.IsAssignableTo(typeof(System.Collections.IEnumerable))
            ? type.GetGenericArguments()[0]
        : null;

    private object? Sequence(Type type, Type element, int depth)
    {
        var array = Array.CreateInstance(element, 1);
        array.SetValue(Of(element, depth), 0);
        if (type.IsAssignableFrom(array.GetType()))
            return array;
        var list = Activator.CreateInstance(typeof(List<>).MakeGenericType(element), array);
        if (type.IsInstanceOfType(list))
            return list;
        if (type == typeof(ImmutableArray<>).MakeGenericType(element))
            return typeof(ImmutableArray)
                .GetMethods()
                .First(m => m.Name == "Create" && m.GetParameters() is [{ ParameterType.IsArray: true }])
                .MakeGenericMethod(element)
                .Invoke(null, [array]);
        return
            Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(element), array) is { } set
            && type.IsInstanceOfType(set)
            ? set
            : null;
    }

    private static object Settings(Type type) =>
        Activator.CreateInstance(typeof(OptionsWrapper<>).MakeGenericType(type), Activator.CreateInstance(type))!;

    private object Map(Type[] types, int depth)
    {
        var map = (System.Collections.IDictionary)
            Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(types))!;
        map.Add(Of(types[0], depth) ?? Activator.CreateInstance(types[0])!, Of(types[1], depth));
        return map;
    }

    // By its constructor with the most parameters; without one that works, bare with its fields filled.
    private object Composite(Type type, int depth)
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var constructor = type.GetConstructors(all)
            .Where(c => c.GetParameters() is not [var only] || only.ParameterType != type)
            .MaxBy(c => c.GetParameters().Length);
        object? made = null;
        try
        {
            made = constructor?.Invoke(ArgumentsOf(constructor, depth));
        }
        catch (TargetInvocationException)
        {
            // The sample does not please it.
        }
        made ??= RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in type.GetFields(all))
            if (IsEmpty(field.GetValue(made)))
                field.SetValue(made, Of(field.FieldType, depth));
        return made;
    }

    private static bool IsEmpty(object? value) =>
        value is null
        || (
            value.GetType() is { IsGenericType: true } type
            && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            && value.Equals(Activator.CreateInstance(type))
        );

    private sealed class NoReader : IShardReader
    {
        public void Begin(long expected) { }

        public void Team(in Grains.Campaigns.Teams.StoredTeam team) { }

        public void Order(in StoredOrder order) { }
    }
}

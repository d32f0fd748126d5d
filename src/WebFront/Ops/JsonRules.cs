using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// Strict JSON, the same for HTTP and the hub: a member that is unknown, missing, repeated or of another type is refused, and so is a
/// null in a list.
/// </summary>
internal static class JsonRules
{
    private const int MaxDepth = 16;

    /// <summary>Options with these rules, for what is written beside a response's own body.</summary>
    public static readonly JsonSerializerOptions Options = Made();

    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.PropertyNameCaseInsensitive = false;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = MaxDepth;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(
            RefuseNullsInLists
        );
    }

    // RespectNullableAnnotations looks at members alone, not at what a list holds.
    private static void RefuseNullsInLists(JsonTypeInfo type)
    {
        var lists = type.Properties.Where(member => IsListOfReferences(member.PropertyType)).ToArray();
        if (lists.Length == 0)
            return;
        type.OnDeserialized = read =>
        {
            if (lists.FirstOrDefault(list => HasNull(list.Get?.Invoke(read))) is { } wrong)
                throw new JsonException($"{wrong.Name} has a null.", $"$.{wrong.Name}", null, null);
        };
    }

    private static bool IsListOfReferences(Type type) =>
        type != typeof(string)
        && type.IsAssignableTo(typeof(IEnumerable))
        && (type.GetElementType() ?? type.GetGenericArguments().FirstOrDefault()) is { IsValueType: false };

    // A default array is no list: nothing can be asked of it.
    private static bool HasNull(object? list) =>
        list is IEnumerable items
        && !(list.GetType().IsValueType && list.Equals(Activator.CreateInstance(list.GetType())))
        && items.Cast<object?>().Contains(null);

    private static JsonSerializerOptions Made()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        return options;
    }
}

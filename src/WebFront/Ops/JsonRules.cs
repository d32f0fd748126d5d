using System.Text.Json;
using System.Text.Json.Serialization;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// Strict JSON, the same for HTTP and the hub: a member that is unknown, missing, repeated or of another type is refused.
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
    }

    private static JsonSerializerOptions Made()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        return options;
    }
}

using System.Text.Json;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>The test vectors of WeChat Pay's own library.</summary>
internal static class Vectors
{
    private static readonly JsonElement All = Read();

    public static string Text(string vector, string member) => All.GetProperty(vector).GetProperty(member).GetString()!;

    private static JsonElement Read()
    {
        using var stream = typeof(Vectors).Assembly.GetManifestResourceStream("wechatpay-go.json")!;
        return JsonSerializer.Deserialize<JsonElement>(stream);
    }
}

using System.Text.Json;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>What WeChat Pay's own library is tested with.</summary>
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

using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Customers.Notices;

/// <summary>Fills the messages' fields within WeChat's limits (developers.weixin.qq.com: a thing has at most 20 characters).</summary>
public sealed class NoticeTexts
{
    private const string Embedded = "FuelGrains.Grains.Customers.Notices.notices.zh-CN.json";
    private const int ThingLength = 20;

    // China has one time and no summer time.
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Dictionary<string, Text> _texts;

    public NoticeTexts(IOptions<NoticeOptions> options)
    {
        using var stream = options.Value.TextsFile is { } file
            ? File.OpenRead(file)
            : typeof(NoticeTexts).Assembly.GetManifestResourceStream(Embedded)!;
        _texts = JsonSerializer.Deserialize<Dictionary<string, Text>>(stream, Json)!;
    }

    /// <summary>Fills the text of an event; null: this event has no text.</summary>
    public (string Page, ImmutableDictionary<string, string> Data)? Of(string name, NoticeFacts facts)
    {
        if (!_texts.TryGetValue(name, out var text))
            return null;
        return (
            Fill(text.Page, facts),
            text.Data.ToImmutableDictionary(field => field.Key, field => Fit(field.Key, Fill(field.Value, facts)))
        );
    }

    private static string Fill(string text, NoticeFacts facts) =>
        text.Replace("{id}", facts.About.ToString(), StringComparison.Ordinal)
            .Replace(
                "{amount}",
                string.Create(CultureInfo.InvariantCulture, $"¥{facts.AmountFen / 100}.{facts.AmountFen % 100:00}"),
                StringComparison.Ordinal
            )
            .Replace(
                "{time}",
                facts.At.ToOffset(China).ToString("yyyy年M月d日 HH:mm", CultureInfo.InvariantCulture),
                StringComparison.Ordinal
            )
            // The title comes last: placeholders that staff wrote into a title stay as they are.
            .Replace("{title}", facts.Title, StringComparison.Ordinal);

    private static string Fit(string field, string value)
    {
        if (!field.StartsWith("thing", StringComparison.Ordinal))
            return value;
        var characters = new StringInfo(value.ReplaceLineEndings(" "));
        return characters.LengthInTextElements <= ThingLength
            ? characters.String
            : characters.SubstringByTextElements(0, ThingLength - 1) + "…";
    }

    private sealed record Text(string Page, Dictionary<string, string> Data);
}

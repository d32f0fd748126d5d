using System.Globalization;
using System.Resources;
using System.Text;
using FuelGrains.GrainInterfaces.Orders.Bills;

namespace FuelGrains.WebFront.Orders.Bills;

/// <summary>
/// Writes the settlement as CSV (RFC 4180). A text that a spreadsheet would read as a formula gets an apostrophe in front: names of
/// stations and campaigns are other people's words.
/// </summary>
public static class SettlementCsv
{
    private const decimal MilliFenPerYuan = 100_000;

    private static readonly ResourceManager Texts = new(
        "FuelGrains.WebFront.Orders.Bills.SettlementTexts",
        typeof(SettlementCsv).Assembly
    );

    private static readonly string[] Columns =
    [
        "day",
        "station",
        "campaign",
        "payments",
        "paid",
        "refunds",
        "refunded",
        "fee",
        "net",
    ];

    public static byte[] Write(ImmutableArray<BillDaySums> lines)
    {
        var csv = new StringBuilder();
        csv.AppendJoin(',', Columns.Select(c => Cell(Texts.GetString(c, CultureInfo.InvariantCulture)!)))
            .Append("\r\n");
        foreach (var line in lines)
            csv.AppendJoin(
                    ',',
                    line.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    Cell(NameOf(line.StationId, line.StationName)),
                    Cell(NameOf(line.CampaignId, line.CampaignTitle)),
                    line.Payments.ToString(CultureInfo.InvariantCulture),
                    Yuan(line.PaidFen / 100m),
                    line.Refunds.ToString(CultureInfo.InvariantCulture),
                    Yuan(line.RefundedFen / 100m),
                    Yuan(line.FeeMilliFen / MilliFenPerYuan),
                    Yuan((line.PaidFen - line.RefundedFen) / 100m - line.FeeMilliFen / MilliFenPerYuan)
                )
                .Append("\r\n");
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv.ToString())];
    }

    // A cell with a text that nobody may run.
    private static string Cell(string text)
    {
        var guarded =
            text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? $"'{text}" : text;
        return guarded.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{guarded.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : guarded;
    }

    // A station or campaign without a row any more keeps its id.
    private static string NameOf(Guid? id, string? name) => name ?? id?.ToString() ?? "";

    private static string Yuan(decimal yuan) => yuan.ToString("0.00###", CultureInfo.InvariantCulture);
}

using System.Globalization;
using FuelGrains.ForecourtSimulator;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Sites;

/// <summary>A station's board, as the product tells it, against what its site knows.</summary>
internal static class BoardMatch
{
    private const string UnknownState = "unknown";

    /// <summary>What the product does not know (again); null when it knows everything: connection, pumps, prices and open sales.</summary>
    public static string? Missing(BoardReply? board, int pumps, int prices, IReadOnlyDictionary<int, Meter> open)
    {
        if (board is null)
            return "no answer";
        if (!board.Connected)
            return "not connected";
        var known = board.Pumps.Where(pump => pump.State != UnknownState).ToDictionary(pump => pump.Number);
        if (known.Count < pumps)
            return Text($"{pumps - known.Count} pumps have no state");
        var current = board.Prices.Count(price => price.Current);
        if (current < prices)
            return Text($"{prices - current} prices are not current");
        foreach (var (number, meter) in open)
            if (
                known.GetValueOrDefault(number) is not { Sale: not null } pump
                || (pump.VolumeMl, pump.AmountFen) != (meter.VolumeMl, meter.AmountFen)
            )
                return Text(
                    $"pump {number} owes {meter.AmountFen} fen for {meter.VolumeMl} ml, and the board does not show that"
                );
        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

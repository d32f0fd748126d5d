namespace FuelGrains.Load.Verifiers.Fuel;

/// <summary>Verifies a station's board, as the product shows it, against what its site knows.</summary>
internal static class BoardVerifier
{
    private const string UnknownState = "unknown";

    /// <summary>Returns what the product does not know; null when it knows connection, pumps, prices and open sales.</summary>
    public static string? Missing(BoardReply? board, int pumps, int prices, IReadOnlyDictionary<int, Meter> open)
    {
        if (board is null)
            return "no answer";
        if (!board.Connected)
            return "not connected";
        var known = board.Pumps.Where(pump => pump.State != UnknownState).ToDictionary(pump => pump.Number);
        if (known.Count < pumps)
            return $"{pumps - known.Count} pumps have no state";
        var current = board.Prices.Count(price => price.Current);
        if (current < prices)
            return $"{prices - current} prices are not current";
        foreach (var (number, meter) in open)
            if (
                known.GetValueOrDefault(number) is not { Sale: not null } pump
                || (pump.VolumeMl, pump.AmountFen) != (meter.VolumeMl, meter.AmountFen)
            )
                return $"pump {number} owes {meter.AmountFen} fen for {meter.VolumeMl} ml, and the board does not show that";
        return null;
    }
}

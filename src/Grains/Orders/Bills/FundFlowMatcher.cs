using System.Globalization;
using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills.Files;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>
/// Matches a fund-flow bill with the ledger: each movement belongs to a payment, a refund or a fee of the ledger. WeChat settles on
/// days of its own, so a payment of the day need not move funds on the day.
/// </summary>
internal sealed class FundFlowMatcher(LedgerLookup ledger, BillOptions options)
{
    private const int Batch = 500;

    /// <param name="bill">The bill; null for a day on which WeChat has none.</param>
    /// <param name="progress">Tells how many rows were read. False: the bill is not ours any more.</param>
    public async Task<BillMatch> RunAsync(TextReader? bill, Func<long, Task<bool>> progress, CancellationToken ct)
    {
        var match = new BillMatch(options.MaxDifferences);
        if (bill is null)
            return match;
        var reader = new FundFlowReader(bill);
        var batch = new List<FundFlow>(Batch);
        var goesOn = true;
        while (goesOn)
        {
            goesOn = await reader.ReadAsync(ct);
            if (goesOn)
                batch.Add(reader.Current);
            if (goesOn && batch.Count < Batch)
                continue;
            await MatchBatchAsync(batch, match, ct);
            batch.Clear();
            if (goesOn && !await progress(reader.Rows))
            {
                match.IsLost = true;
                break;
            }
        }
        (match.Rows, match.Fault) = (reader.Rows, reader.Fault);
        return match;
    }

    private async Task MatchBatchAsync(List<FundFlow> flows, BillMatch match, CancellationToken ct)
    {
        var payments = await ledger.PaymentsAsync([.. flows.Select(f => f.BusinessNo).Distinct()], ct);
        var refunds = await ledger.RefundsAsync([.. flows.Select(f => f.Voucher).Distinct()], ct);
        foreach (var flow in flows)
        {
            KnownPayment? payment = payments.TryGetValue(flow.BusinessNo, out var paid) ? paid : null;
            KnownRefund? refund = refunds.TryGetValue(flow.Voucher, out var known) ? known : null;
            if (Compare(flow, payment, refund) is { } difference)
                match.Add(difference);
        }
    }

    private FoundDifference? Compare(FundFlow flow, KnownPayment? payment, KnownRefund? refund)
    {
        var rate = options.FeeBasisPoints;
        switch (flow)
        {
            case { Type: "交易", IsIncome: true }:
                return Judge(payment?.AmountFen, amount => flow.AmountFen == amount);
            case { Type: "扣除交易手续费", IsIncome: false }:
                return Judge(
                    payment is { } charged ? AgreedFee.OfFen(charged.AmountFen, rate) : null,
                    fee => flow.AmountFen == fee
                );
            case { Type: "退款", IsIncome: false }:
                // WeChat takes a refund less the fee that it returns with it.
                return Judge(
                    refund?.AmountFen,
                    amount => AgreedFee.IsOfRefund(amount, (amount - flow.AmountFen) * BillMoney.PerFen, rate)
                );
            default:
                return Difference(flow, BillDifferenceKind.OtherFlow, null);
        }

        FoundDifference? Judge(long? here, Func<long, bool> agrees) =>
            here is not { } amount ? Difference(flow, BillDifferenceKind.FlowUnknownHere, null)
            : agrees(amount) ? null
            : Difference(flow, BillDifferenceKind.FlowAmountOther, amount);
    }

    private static FoundDifference Difference(FundFlow flow, BillDifferenceKind kind, long? hereFen) =>
        new(
            kind,
            // A payment and its fee have one business number, and a payment may be refunded twice under one number of funds.
            $"{flow.Type}/{flow.BusinessNo}/{flow.FlowNo}",
            TransactionId: null,
            OutTradeNo: flow.Voucher,
            flow.AmountFen,
            hereFen,
            flow.At,
            string.Create(
                CultureInfo.InvariantCulture,
                $"line {flow.Line} {flow.Type} {(flow.IsIncome ? "收入" : "支出")} {flow.AmountFen / 100m:0.00}"
            )
        );
}

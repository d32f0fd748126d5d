using System.Globalization;
using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills.Files;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>
/// Matches a trade bill with the ledger, row by row. While one batch of rows is looked up, the next one is read. The payments and
/// refunds of the day are then looked for in the bill.
/// </summary>
internal sealed class TradeMatcher(LedgerLookup ledger, string merchantId, BillOptions options)
{
    // The number of parameters in one statement.
    private const int Batch = 500;

    // Progress is written, and a stop is heard, this often.
    private const int ProgressRows = 5_000;

    /// <param name="bill">The bill; null for a day on which WeChat has none.</param>
    /// <param name="progress">Tells how many rows were read. False: the bill is not ours any more.</param>
    public async Task<BillMatch> RunAsync(
        DateOnly day,
        TextReader? bill,
        Func<long, Task<bool>> progress,
        CancellationToken ct
    )
    {
        var match = new BillMatch(options.MaxDifferences);
        using var numbers = new BillNumberTable();
        if (bill is not null)
            await MatchRowsAsync(new TradeBillReader(bill), match, numbers, progress, ct);
        if (match is { Fault: null, IsLost: false })
            await FindMissingAsync(day, match, numbers, ct);
        return match;
    }

    private async Task MatchRowsAsync(
        TradeBillReader bill,
        BillMatch match,
        BillNumberTable numbers,
        Func<long, Task<bool>> progress,
        CancellationToken ct
    )
    {
        var batch = new List<TradeRow>(Batch);
        var before = Task.CompletedTask;
        var reported = 0L;
        var goesOn = true;
        while (goesOn)
        {
            goesOn = await bill.ReadAsync(ct);
            if (goesOn)
            {
                var row = bill.Current;
                if (!numbers.TryAdd(KeyOf(row)))
                {
                    match.Fault = new(row.Line, $"the number {KeyOf(row)[1..]} stands in the bill twice");
                    break;
                }
                batch.Add(row);
                if (batch.Count < Batch)
                    continue;
            }
            await before;
            before = MatchBatchAsync(batch, match, ct);
            batch = new(Batch);
            if (bill.Rows - reported < ProgressRows)
                continue;
            reported = bill.Rows;
            if (await progress(reported))
                continue;
            match.IsLost = true;
            break;
        }
        await before;
        (match.Rows, match.Fault) = (bill.Rows, match.Fault ?? bill.Fault);
    }

    private async Task MatchBatchAsync(List<TradeRow> rows, BillMatch match, CancellationToken ct)
    {
        var payments = await ledger.PaymentsAsync([.. rows.Select(r => r.TransactionId).Distinct()], ct);
        var refunds = await ledger.RefundsAsync(
            [.. rows.Where(r => r.IsRefund).Select(r => r.OutRefundNo).Distinct()],
            ct
        );
        foreach (var row in rows)
        {
            KnownPayment? payment = payments.TryGetValue(row.TransactionId, out var paid) ? paid : null;
            var sums = match.SumsOf(payment?.Station, payment?.Campaign);
            sums.Fee += row.Fee;
            if (row.IsRefund)
            {
                (sums.Refunds, sums.RefundedFen) = (sums.Refunds + 1, sums.RefundedFen + row.AmountFen);
                KnownRefund? refund = refunds.TryGetValue(row.OutRefundNo, out var known) ? known : null;
                CompareRefund(row, refund, match);
            }
            else
            {
                (sums.Payments, sums.PaidFen) = (sums.Payments + 1, sums.PaidFen + row.AmountFen);
                ComparePayment(row, payment, match);
            }
        }
    }

    private void ComparePayment(TradeRow row, KnownPayment? known, BillMatch match)
    {
        var number = row.TransactionId;
        if (known is not { } payment)
            match.Add(Difference(row, BillDifferenceKind.PaidThereUnknownHere, number, null));
        else if (payment.AmountFen != row.AmountFen || payment.Currency != row.Currency)
            match.Add(
                Difference(row, BillDifferenceKind.PaymentAmountOther, number, payment.AmountFen, payment.Currency)
            );
        if (!AgreedFee.IsOfPayment(row.SettledFen, row.Fee, options.FeeBasisPoints))
            match.Add(FeeDifference(row, number, AgreedFee.OfFen(row.SettledFen, options.FeeBasisPoints)));
    }

    private void CompareRefund(TradeRow row, KnownRefund? known, BillMatch match)
    {
        var number = NumberOf(row);
        if (known is not { } refund)
            match.Add(Difference(row, BillDifferenceKind.RefundedThereUnknownHere, number, null));
        else if (refund.AmountFen != row.AmountFen || refund.TransactionId != row.TransactionId)
            match.Add(
                Difference(row, BillDifferenceKind.RefundAmountOther, number, refund.AmountFen, refund.TransactionId)
            );
        if (!AgreedFee.IsOfRefund(row.SettledFen, -row.Fee, options.FeeBasisPoints))
            match.Add(FeeDifference(row, number, -AgreedFee.OfFen(row.SettledFen, options.FeeBasisPoints)));
    }

    private async Task FindMissingAsync(DateOnly day, BillMatch match, BillNumberTable numbers, CancellationToken ct)
    {
        var (from, to) = ChinaTime.Bounds(day);
        await ledger.EachPaymentAsync(
            from,
            to,
            merchantId,
            e => Expect(e, 'p', BillDifferenceKind.PaymentMissingThere),
            ct
        );
        await ledger.EachRefundAsync(from, to, e => Expect(e, 'r', BillDifferenceKind.RefundMissingThere), ct);

        void Expect(Expected expected, char prefix, BillDifferenceKind kind)
        {
            if (!numbers.Contains($"{prefix}{expected.Number}"))
                match.Add(
                    new(
                        kind,
                        expected.Number,
                        expected.TransactionId,
                        expected.OutTradeNo,
                        ThereFen: null,
                        expected.AmountFen,
                        expected.At,
                        ""
                    )
                );
        }
    }

    private static FoundDifference Difference(
        TradeRow row,
        BillDifferenceKind kind,
        string number,
        long? hereFen,
        string here = ""
    ) =>
        new(
            kind,
            number,
            row.TransactionId,
            row.OutTradeNo,
            row.AmountFen,
            hereFen,
            row.At,
            string.Create(CultureInfo.InvariantCulture, $"line {row.Line} {row.Currency} {here}").TrimEnd(),
            row.Currency,
            row.AppId,
            row.MerchantId
        );

    private static FoundDifference FeeDifference(TradeRow row, string number, long agreedFen) =>
        Difference(row, BillDifferenceKind.FeeOther, number, agreedFen) with
        {
            ThereFen = (long)Math.Round(row.Fee / (decimal)BillMoney.PerFen, MidpointRounding.AwayFromZero),
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"line {row.Line} fee {BillMoney.Yuan(row.Fee)} of {BillMoney.Yuan(row.SettledFen * BillMoney.PerFen)}"
            ),
        };

    // A refund that names no number of the merchant's has WeChat's.
    private static string NumberOf(TradeRow row) => row.OutRefundNo is "" or "0" ? row.RefundId : row.OutRefundNo;

    private static string KeyOf(TradeRow row) => row.IsRefund ? $"r{NumberOf(row)}" : $"p{row.TransactionId}";
}

namespace FuelGrains.Grains.Campaigns.Stock.Requests;

/// <summary>
/// Answers requests for units and for seats: from memory at once, after the commit of the batch that they joined, or after a sibling
/// shard has lent units. Several requests of one call are decided in their order and share one answer.
/// </summary>
/// <param name="borrowed">Runs when a sibling has lent units, or has none to lend.</param>
internal sealed class ShardRequests(
    StockShard shard,
    ShardWriter writer,
    ShardStillness stillness,
    ShardLoans? loans,
    Action borrowed,
    TimeProvider time
)
{
    /// <summary>The same reply to every request of a call.</summary>
    public static ImmutableArray<TReply> ForAll<TRequest, TReply>(ImmutableArray<TRequest> requests, TReply reply) =>
        [.. Enumerable.Repeat(reply, requests.Length)];

    public Task<HoldReply> HoldAsync(HoldRequest request)
    {
        if (stillness.IsOn)
            return HoldLaterAsync(request);
        var decision = shard.Hold(request, time.GetUtcNow());
        if (decision.IsPending)
            return writer.WaitForHold(decision.PendingSlot);
        return NeedsLoan(decision.Answer.Outcome) ? BorrowThenHoldAsync(request) : Task.FromResult(decision.Answer);
    }

    /// <summary>Answers several requests; one that needs a sibling's units gets <see cref="HoldOutcome.Alone"/>.</summary>
    public async Task<ImmutableArray<HoldReply>> HoldAllAsync(ImmutableArray<HoldRequest> requests)
    {
        if (await SettleAsync(requests.Length) is { } unable)
            return ForAll(requests, new HoldReply(unable));
        var (replies, now) = (new Replies<HoldReply>(requests.Length), time.GetUtcNow());
        for (var i = 0; i < requests.Length; i++)
        {
            var decision = shard.Hold(requests[i], now);
            if (decision.IsPending)
                writer.WaitForHold(decision.PendingSlot, new(replies, i));
            else
                replies.Set(i, NeedsLoan(decision.Answer.Outcome) ? Alone : decision.Answer);
        }
        writer.Wake();
        return await replies.All;
    }

    public async Task<SeatReply> SeatAsync(SeatRequest request)
    {
        while (await SettleAsync(1) is null)
        {
            var decision = shard.Seat(request, time.GetUtcNow());
            if (decision.IsPending)
                return Seated(decision.PendingSlot, await writer.WaitForHold(decision.PendingSlot));
            var refused = decision.Answer.Hold;
            if (!NeedsLoan(refused.Outcome))
                return decision.Answer;
            if (loans!.IsDry)
                return new(loans.Evaluate(refused));
            if (!await BorrowAsync(1))
                break;
        }
        return new(Retry);
    }

    /// <summary>Answers several requests; one that needs a sibling's units gets <see cref="HoldOutcome.Alone"/>.</summary>
    public async Task<ImmutableArray<SeatReply>> SeatAllAsync(ImmutableArray<SeatRequest> requests)
    {
        if (await SettleAsync(requests.Length) is { } unable)
            return ForAll(requests, new SeatReply(new(unable)));
        var (holds, now) = (new Replies<HoldReply>(requests.Length), time.GetUtcNow());
        var decisions = new Decision<SeatReply>[requests.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            var decision = decisions[i] = shard.Seat(requests[i], now);
            if (decision.IsPending)
                writer.WaitForHold(decision.PendingSlot, new(holds, i));
            else
                holds.Set(i, NeedsLoan(decision.Answer.Hold.Outcome) ? Alone : decision.Answer.Hold);
        }
        writer.Wake();
        var held = await holds.All;
        return
        [
            .. decisions.Select(
                (decision, i) =>
                    decision.IsPending ? Seated(decision.PendingSlot, held[i])
                    : held[i] == Alone ? new(Alone)
                    : decision.Answer
            ),
        ];
    }

    /// <summary>Waits while the shard holds still. Null: the shard may decide; otherwise why it may not.</summary>
    public ValueTask<HoldOutcome?> SettleAsync(int requests)
    {
        return stillness.IsOn ? new(WaitAsync()) : new(Unable);

        async Task<HoldOutcome?> WaitAsync() => await stillness.WaitAsync(requests) ? Unable : HoldOutcome.Busy;
    }

    private static HoldReply Retry => new(HoldOutcome.Retry);
    private static HoldReply Alone => new(HoldOutcome.Alone);

    // Nothing may be decided from a memory that is invalidated.
    private HoldOutcome? Unable => writer.IsInvalidated ? HoldOutcome.Retry : null;

    private bool NeedsLoan(HoldOutcome refused) => loans is not null && ShardLoans.MayHelp(refused);

    private SeatReply Seated(int order, HoldReply held) =>
        held.Outcome == HoldOutcome.Held ? shard.Answers.Seat(order, held.Outcome) : new(held);

    private async Task<HoldReply> HoldLaterAsync(HoldRequest request) =>
        await SettleAsync(1) is { } unable ? new(unable) : await HoldAsync(request);

    // Requests that wait together share one loan, and it may be too small for all of them: ask until the siblings are dry.
    private async Task<HoldReply> BorrowThenHoldAsync(HoldRequest request)
    {
        while (await BorrowAsync(request.Quantity) && await SettleAsync(1) is null)
        {
            var decision = shard.Hold(request, time.GetUtcNow());
            if (decision.IsPending)
                return await writer.WaitForHold(decision.PendingSlot);
            if (loans!.IsDry || !ShardLoans.MayHelp(decision.Answer.Outcome))
                return loans.Evaluate(decision.Answer);
        }
        return Retry;
    }

    // False: nothing may be decided from this memory, or a sibling was away; the caller asks again.
    private async Task<bool> BorrowAsync(long wanted)
    {
        try
        {
            if (!await loans!.BorrowAsync(wanted))
                writer.Invalidate();
        }
        catch (Exception away) when (away is TimeoutException or Orleans.Runtime.OrleansException)
        {
            return false;
        }
        if (writer.IsInvalidated)
            return false;
        borrowed();
        return true;
    }
}

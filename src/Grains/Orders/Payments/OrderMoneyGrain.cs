namespace FuelGrains.Grains.Orders.Payments;

/// <summary>The money of one order; or, under a key of its own, of money that no order knows.</summary>
public sealed class OrderMoneyGrain : Grain, IOrderMoneyGrain
{
    private readonly MoneyTools _tools;
    private readonly PaymentInbox _inbox;
    private readonly PaymentAttemptTracker _watch;
    private readonly PaymentPreparation _pay;
    private readonly RefundIntake _refunds;
    private readonly RefundApprovals _decisions;
    private readonly RefundProcessor _run;

    public OrderMoneyGrain(MoneyTools tools)
    {
        _tools = tools;
        _inbox = new(tools);
        _watch = new(tools, _inbox);
        _pay = new(tools, _inbox, _watch);
        _refunds = new(tools);
        _decisions = new(tools, _inbox);
        _run = new(tools);
    }

    private OrderId Order => new(this.GetPrimaryKey());

    public Task<PayReply> PayAsync(CustomerId customer) =>
        PatientlyAsync(patience => _pay.PayAsync(Order, customer, patience));

    public Task<bool> ApplyAsync(string transactionId) => _inbox.ApplyAsync(transactionId);

    public Task QueryAsync() => PatientlyAsync(patience => _watch.AdvanceAsync(Order, patience));

    public Task<bool> CloseAsync() => PatientlyAsync(patience => _watch.AdvanceAsync(Order, patience));

    public Task<RefundAnswer> RefundAsync(RefundCommand wish) => _refunds.AskAsync(Order, wish);

    public Task<RefundAnswer> DecideRefundAsync(string outRefundNo, bool approve, string staff) =>
        _decisions.DecideAsync(outRefundNo, approve, staff);

    public Task<RefundAnswer> DecideFrozenAsync(string transactionId, bool release, string staff, string reason) =>
        release
            ? _decisions.ReleaseAsync(transactionId, staff, reason)
            : _decisions.ReturnFrozenAsync(transactionId, staff, reason);

    public Task AdvanceRefundAsync(string outRefundNo) =>
        PatientlyAsync(async patience =>
        {
            await _run.AdvanceAsync(outRefundNo, patience);
            return true;
        });

    private async Task<T> PatientlyAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var patience = _tools.Patience();
        return await work(patience.Token);
    }
}

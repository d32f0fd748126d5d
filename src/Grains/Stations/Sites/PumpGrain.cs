using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations;

/// <summary>
/// One pump: what may be sent to it, and what the answers mean. It keeps nothing in memory but who waits for an answer;
/// rows, fences and constraints keep two activations of it from doing harm.
/// </summary>
// Reentrant: the answer to a command comes in while the call that sent it waits.
[Reentrant]
public sealed class PumpGrain(AuthorisationLedger authorisations, FuelSaleLedger sales, TimeProvider time)
    : Grain,
        IPumpGrain
{
    /// <summary>Below a grain call's 5 s. A later answer is still written; its caller asks again.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(4);
    private static readonly CancellationToken Unstopped = CancellationToken.None;

    private readonly Dictionary<Guid, TaskCompletionSource<int>> _waiting = [];

    private PumpKey Key => PumpKey.Parse(this.GetPrimaryKeyString());

    private IStationGrain Station => GrainFactory.GetGrain<IStationGrain>(Key.Station.Value);

    public async Task<PumpView> ViewAsync()
    {
        var forecourt = await Station.ForecourtAsync();
        var unsettled = await sales.UnsettledAsync(Key.Station, Unstopped);
        return new(
            Board(forecourt),
            forecourt is { Board.Connected: true },
            await authorisations.FindOpenAsync(Key, Unstopped),
            [.. unsettled.Where(sale => sale.Pump == Key)]
        );
    }

    public async Task<AuthoriseReply> AuthoriseAsync(AuthoriseRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.CreditFen, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Products.Length, AuthorisationRule.MostProducts);
        if (await authorisations.FindAsync(request.Id, Unstopped) is { } known)
            return Known(known, request);
        var forecourt = await Station.ForecourtAsync();
        if (forecourt is not { Board.Connected: true })
            return new(AuthoriseOutcome.NotConnected, null);
        if (Board(forecourt)?.State != PumpState.Locked)
            return new(AuthoriseOutcome.NotLocked, null);
        var written = await authorisations.RequestAsync(
            Key,
            request,
            forecourt.Currency,
            forecourt.PaymentMethod,
            Unstopped
        );
        if (await authorisations.FindAsync(request.Id, Unstopped) is not { } row)
            return new(AuthoriseOutcome.Busy, null);
        return written ? await SendAsync(row, forecourt, SiteCommandKind.UnlockPump) : Known(row, request);
    }

    public async Task<AuthoriseReply> CancelAsync(AuthorisationId authorisation)
    {
        if (await authorisations.FindAsync(authorisation, Unstopped) is not { } row || row.Pump != Key)
            return new(AuthoriseOutcome.NotFound, null);
        if (row.State == AuthorisationState.Requested)
            row = (await authorisations.GiveUpAsync(authorisation, Unstopped))!;
        if (!row.IsOpen || row.State == AuthorisationState.Fuelled)
            return new(AuthorisationRule.Outcome(row), row);
        var forecourt = await Station.ForecourtAsync();
        return forecourt is { Board.Connected: true }
            ? await SendAsync(row, forecourt, SiteCommandKind.LockPump)
            : new(AuthoriseOutcome.NotConnected, row);
    }

    public async Task RevokeAuthorisationAsync(AuthorisationId authorisation, TimeSpan lockedFor)
    {
        // The board is in memory: a pump that runs, as most that are looked at do, costs no reading of its row.
        if (
            await Station.ForecourtAsync() is not { Board.Connected: true } forecourt
            || Board(forecourt) is not { State: PumpState.Locked } pump
        )
            return;
        if (await authorisations.FindAsync(authorisation, Unstopped) is not { } row || row.Pump != Key)
            return;
        if (AuthorisationRule.MayRevoke(row, pump, lockedFor, time.GetUtcNow()))
            await SendAsync(row, forecourt, SiteCommandKind.LockPump);
    }

    public Task<FuelSaleReply> LockSaleAsync(FuelSaleId sale, CustomerId payer, TimeSpan hold) =>
        ShownAsync(sales.LockAsync(sale, Key, payer, hold, Unstopped));

    public Task<FuelSaleReply> UnlockSaleAsync(FuelSaleId sale, CustomerId payer) =>
        ShownAsync(sales.UnlockAsync(sale, Key, payer, Unstopped));

    public async Task<ClearReply> ClearAsync(FuelSaleId sale, CustomerId payer)
    {
        var forecourt = await Station.ForecourtAsync();
        if (forecourt is not { Board.Connected: true })
            return new(ClearOutcome.NotConnected, await sales.FindAsync(sale, Unstopped));
        var begun = await ShownAsync(sales.BeginClearAsync(sale, Key, payer, forecourt.Epoch, Unstopped));
        if (begun is not { Outcome: FuelSaleOutcome.Done, Sale: { } row })
            return Already(begun, payer);
        var code = await SendAsync(
            forecourt.Epoch,
            new()
            {
                Id = Guid.NewGuid(),
                Kind = SiteCommandKind.Clear,
                Pump = Key.Number,
                Sale = row.Id,
                SiteTransaction = row.SiteTransaction,
                Authorisation = new(row.ClearId!.Value),
                Try = row.ClearTries,
                PaymentMethod = forecourt.PaymentMethod,
            }
        );
        var after = await sales.FindAsync(sale, Unstopped);
        if (code == SiteCode.NotSent)
            return new(ClearOutcome.NotConnected, after);
        var outcome = code is { } answer ? ClearRule.Judge(answer, row.ClearTries) : ClearOutcome.NoAnswer;
        // What is not written is not so: the answer may have come over a connection that lost the site meanwhile.
        return new(ClearRule.After(outcome) == after?.State ? outcome : ClearOutcome.NoAnswer, after);
    }

    public async Task<LockedBySiteOutcome> LockedBySiteAsync(long epoch, AuthorisationId authorisation)
    {
        var outcome = await authorisations.LockedBySiteAsync(Key, epoch, authorisation, Unstopped);
        // The order that paid for it goes on now; it looks by itself, too.
        if (outcome == LockedBySiteOutcome.Done)
            GrainFactory.GetGrain<IFuelOrderGrain>(authorisation.Value).AdvanceAsync().Ignore();
        return outcome;
    }

    public async Task AnsweredAsync(long epoch, SiteCommand command, int code)
    {
        if (command.Kind != SiteCommandKind.Clear)
            await authorisations.AnswerAsync(Key, command, epoch, code, Unstopped);
        else if (await sales.EndClearAsync(command.Sale, Key, epoch, command.Try, code, Unstopped) is { } sale)
            await Station.SaleChangedAsync(sale);
        if (_waiting.Remove(command.Id, out var waiting))
            waiting.TrySetResult(code);
    }

    private async Task<AuthoriseReply> SendAsync(Authorisation row, Forecourt forecourt, SiteCommandKind kind)
    {
        var to = kind == SiteCommandKind.UnlockPump ? AuthorisationState.Unlocking : AuthorisationState.Locking;
        if (await authorisations.BeginAsync(row, to, forecourt.Epoch, Unstopped) is not { } begun)
        {
            // The site went, or somebody else moved the row: nothing was sent, so a request that waited here is over.
            var now = await authorisations.GiveUpAsync(row.Id, Unstopped);
            return new(AuthoriseOutcome.NotConnected, now);
        }
        var code = await SendAsync(
            forecourt.Epoch,
            new()
            {
                Id = Guid.NewGuid(),
                Kind = kind,
                Pump = Key.Number,
                Authorisation = begun.Id,
                Try = begun.Fence,
                PaymentMethod = begun.PaymentMethod,
                Currency = begun.Currency,
                CreditFen = begun.CreditFen,
                Products = begun.Products,
            }
        );
        var after = (await authorisations.FindAsync(row.Id, Unstopped))!;
        return new(code == SiteCode.NotSent ? AuthoriseOutcome.NotConnected : AuthorisationRule.Outcome(after), after);
    }

    /// <summary>Null: it may have been sent, and no answer came in time.</summary>
    private async Task<int?> SendAsync(long epoch, SiteCommand command)
    {
        var waiting = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[command.Id] = waiting;
        try
        {
            if (!await Station.SendAsync(epoch, command))
                await AnsweredAsync(epoch, command, SiteCode.NotSent);
            var code = await waiting.Task.WaitAsync(AnswerWithin, time);
            return code == SiteCode.NoAnswer ? null : code;
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _waiting.Remove(command.Id);
        }
    }

    private async Task<FuelSaleReply> ShownAsync(Task<FuelSaleReply> change)
    {
        var reply = await change;
        if (reply is { Outcome: FuelSaleOutcome.Done, Sale: { } sale })
            await Station.SaleChangedAsync(sale);
        return reply;
    }

    private AuthoriseReply Known(Authorisation row, AuthoriseRequest request) =>
        row.Pump == Key && row.Customer == request.Customer
            ? new(AuthorisationRule.Outcome(row), row)
            : new(AuthoriseOutcome.NotFound, null);

    private static ClearReply Already(FuelSaleReply begun, CustomerId payer) =>
        begun.Sale switch
        {
            null => new(ClearOutcome.NotFound, null),
            { State: FuelSaleState.Settled } sale when sale.Payer == payer => new(ClearOutcome.Settled, sale),
            { State: FuelSaleState.PaidInside } sale when sale.Payer == payer => new(ClearOutcome.PaidInside, sale),
            { State: FuelSaleState.BackOffice } sale when sale.Payer == payer => new(ClearOutcome.BackOffice, sale),
            _ => new(ClearOutcome.WrongState, begun.Sale),
        };

    private BoardPump? Board(Forecourt? forecourt) =>
        forecourt?.Board.Pumps.FirstOrDefault(pump => pump.Number == Key.Number);
}

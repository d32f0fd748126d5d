using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations.Sites;

/// <summary>
/// A pump: sends commands to it and interprets the answers. The grain keeps nothing in memory but the callers that wait for an answer.
/// Rows, versions and constraints keep two activations of the grain from doing harm.
/// </summary>
// Reentrant: the answer to a command arrives while the call that sent the command waits.
// A plain class with its context: a simulation runs it without a silo.
[Reentrant]
public sealed class PumpGrain(
    IGrainContext context,
    IGrainFactory grains,
    AuthorisationStore authorisations,
    FuelSaleStore sales,
    TimeProvider time
) : IGrainBase, IPumpGrain
{
    /// <summary>Shorter than a grain call's timeout of 5 s. A later answer is still written, and the caller asks again.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(4);

    private readonly Dictionary<Guid, TaskCompletionSource<int>> _waiting = [];

    public IGrainContext GrainContext => context;

    private PumpKey Key => PumpKey.Parse(context.GrainId.Key.ToString()!);

    private IStationGrain Station => grains.GetGrain<IStationGrain>(Key.Station.Value);

    public async Task<PumpView> ViewAsync()
    {
        var forecourt = await Station.ForecourtAsync();
        var unsettled = await sales.UnsettledAsync(Key.Station, CancellationToken.None);
        return new(
            Board(forecourt),
            forecourt is { Board.Connected: true },
            await authorisations.FindOpenAsync(Key, CancellationToken.None),
            [.. unsettled.Where(sale => sale.Pump == Key)]
        );
    }

    public async Task<AuthoriseReply> AuthoriseAsync(AuthoriseRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.CreditFen, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Products.Length, AuthorisationRule.MostProducts);
        var known = await authorisations.FindAsync(request.Id, CancellationToken.None);
        if (known is not (null or { State: AuthorisationState.Requested }))
            return Known(known, request);
        var forecourt = await Station.ForecourtAsync();
        if (forecourt is not { Board.Connected: true })
            return new(AuthoriseOutcome.NotConnected, null);
        if (Board(forecourt)?.State != PumpState.Locked)
            return new(AuthoriseOutcome.NotLocked, null);
        if (known is null)
            await authorisations.RequestAsync(
                Key,
                request,
                forecourt.Currency,
                forecourt.PaymentMethod,
                CancellationToken.None
            );
        if (await authorisations.FindAsync(request.Id, CancellationToken.None) is not { } row)
            return new(AuthoriseOutcome.Busy, null);
        // A request whose silo died before it was sent is sent now; of two senders, the row's version lets one.
        return row.State == AuthorisationState.Requested && row.Pump == Key && row.Customer == request.Customer
            ? await SendAsync(row, forecourt, SiteCommandKind.UnlockPump)
            : Known(row, request);
    }

    public async Task<AuthoriseReply> CancelAsync(AuthorisationId authorisation)
    {
        if (await authorisations.FindAsync(authorisation, CancellationToken.None) is not { } row || row.Pump != Key)
            return new(AuthoriseOutcome.NotFound, null);
        if (row.State == AuthorisationState.Requested)
            row = (await authorisations.ReleaseUnsentAsync(authorisation, CancellationToken.None))!;
        if (!row.IsOpen || row.State == AuthorisationState.Fuelled)
            return new(AuthorisationRule.Outcome(row), row);
        var forecourt = await Station.ForecourtAsync();
        return forecourt is { Board.Connected: true }
            ? await SendAsync(row, forecourt, SiteCommandKind.LockPump)
            : new(AuthoriseOutcome.NotConnected, row);
    }

    public async Task RevokeAuthorisationAsync(AuthorisationId authorisation, TimeSpan lockedFor)
    {
        // The board is in memory. Most polled pumps are running, and for those no row is read.
        if (
            await Station.ForecourtAsync() is not { Board.Connected: true } forecourt
            || Board(forecourt) is not { State: PumpState.Locked } pump
        )
            return;
        if (await authorisations.FindAsync(authorisation, CancellationToken.None) is not { } row || row.Pump != Key)
            return;
        if (AuthorisationRule.MayRevoke(row, pump, lockedFor, time.GetUtcNow()))
            await SendAsync(row, forecourt, SiteCommandKind.LockPump);
    }

    public Task<FuelSaleReply> LockSaleAsync(FuelSaleId sale, CustomerId payer, TimeSpan lockFor) =>
        PublishedAsync(sales.LockAsync(sale, Key, payer, lockFor, CancellationToken.None));

    public Task<FuelSaleReply> UnlockSaleAsync(FuelSaleId sale, CustomerId payer) =>
        PublishedAsync(sales.UnlockAsync(sale, Key, payer, CancellationToken.None));

    public async Task<ClearReply> ClearAsync(FuelSaleId sale, CustomerId payer)
    {
        var forecourt = await Station.ForecourtAsync();
        if (forecourt is not { Board.Connected: true })
            return new(ClearOutcome.NotConnected, await sales.FindAsync(sale, CancellationToken.None));
        var begun = await PublishedAsync(
            sales.BeginClearAsync(sale, Key, payer, forecourt.Epoch, CancellationToken.None)
        );
        if (begun is not { Outcome: FuelSaleOutcome.Done, Sale: { } row })
            return Earlier(begun, payer);
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
        var after = await sales.FindAsync(sale, CancellationToken.None);
        if (code == SiteCode.NotSent)
            return new(ClearOutcome.NotConnected, after);
        var outcome = code is { } answer ? ClearRule.Evaluate(answer, row.ClearTries) : ClearOutcome.NoAnswer;
        // Only a written answer counts: this answer may have come over a connection that is not the active one any more.
        return new(ClearRule.After(outcome) == after?.State ? outcome : ClearOutcome.NoAnswer, after);
    }

    public async Task<LockedBySiteOutcome> LockedBySiteAsync(long epoch, AuthorisationId authorisation)
    {
        var outcome = await authorisations.LockedBySiteAsync(Key, epoch, authorisation, CancellationToken.None);
        // The order that paid for the authorisation advances now. A lost call does no harm: the order also polls.
        if (outcome == LockedBySiteOutcome.Done)
            grains.GetGrain<IFuelOrderGrain>(authorisation.Value).AdvanceAsync().Ignore();
        return outcome;
    }

    public async Task AnsweredAsync(long epoch, SiteCommand command, int code)
    {
        if (command.Kind != SiteCommandKind.Clear)
            await authorisations.AnswerAsync(Key, command, epoch, code, CancellationToken.None);
        else if (
            await sales.EndClearAsync(command.Sale, Key, epoch, command.Try, code, CancellationToken.None) is { } sale
        )
            await Station.SaleChangedAsync(sale);
        if (_waiting.Remove(command.Id, out var waiting))
            waiting.TrySetResult(code);
    }

    private async Task<AuthoriseReply> SendAsync(Authorisation row, Forecourt forecourt, SiteCommandKind kind)
    {
        if (await authorisations.BeginAsync(row, kind, forecourt.Epoch, CancellationToken.None) is not { } begun)
        {
            // The site disconnected, or somebody else changed the row. Nothing was sent, so a request that waited here is released.
            var now = await authorisations.ReleaseUnsentAsync(row.Id, CancellationToken.None);
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
                Try = begun.Version,
                PaymentMethod = begun.PaymentMethod,
                Currency = begun.Currency,
                CreditFen = begun.CreditFen,
                Products = begun.Products,
            }
        );
        var after = (await authorisations.FindAsync(row.Id, CancellationToken.None))!;
        return new(code == SiteCode.NotSent ? AuthoriseOutcome.NotConnected : AuthorisationRule.Outcome(after), after);
    }

    /// <summary>
    /// Sends a command and waits for the code of its answer. Null: the command may have been sent, and no answer came in time.
    /// </summary>
    private async Task<int?> SendAsync(long epoch, SiteCommand command)
    {
        // The answer goes on with this call at the end of AnsweredAsync, in the same turn.
        var waiting = new TaskCompletionSource<int>();
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

    private async Task<FuelSaleReply> PublishedAsync(Task<FuelSaleReply> change)
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

    private static ClearReply Earlier(FuelSaleReply begun, CustomerId payer) =>
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

using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers.Notices;

/// <summary>The state of a notice.</summary>
public enum NoticeState
{
    /// <summary>The notice is handed to WeChat, or about to be.</summary>
    Sending = 0,

    /// <summary>The notice was certainly not sent and keeps its consent: another try is allowed.</summary>
    Waiting = 1,
    Sent = 2,

    /// <summary>WeChat answered 43101: the customer wants none, or no more.</summary>
    Refused = 3,

    /// <summary>WeChat can never send this notice.</summary>
    Rejected = 4,

    /// <summary>WeChat may have sent the notice: no other try.</summary>
    Unknown = 5,

    /// <summary>No consent was left, or there is no template: the notice is shown live only.</summary>
    NoConsent = 6,
}

/// <param name="First">True: this claim is the notice's first.</param>
internal readonly record struct NoticeClaim(bool First, bool MaySend);

/// <summary>Keeps one row for each event and subject. The row is claimed, with its consent, before anything is sent.</summary>
internal static class NoticeTable
{
    /// <summary>
    /// Claims the notice and takes its consent. An earlier claim without an outcome may have been sent, so nobody sends it again.
    /// </summary>
    public static async Task<NoticeClaim> ClaimAsync(
        LedgerSession session,
        string name,
        string subject,
        CustomerId customer,
        string? template,
        DateTimeOffset now
    )
    {
        var first =
            await session
                .Sql(
                    $"""
                    INSERT INTO notices (event, subject, customer_id, template, state, claimed_at, changed_at)
                    VALUES (@event, @subject, @customer, @template, {NoticeState.Sending:D}, @now, @now)
                    ON CONFLICT (event, subject) DO NOTHING
                    """
                )
                .With("event", name)
                .With("subject", subject)
                .With("customer", customer.Value)
                .With("template", template)
                .With("now", now)
                .ExecuteAsync() == 1;
        if (first)
        {
            if (template is not null && await ConsentTable.TakeAsync(session, customer, template, now))
                return new(true, true);
            await MoveAsync(session, name, subject, NoticeState.Sending, NoticeState.NoConsent, now);
            return new(true, false);
        }
        if (await MoveAsync(session, name, subject, NoticeState.Waiting, NoticeState.Sending, now))
            return new(false, true);
        await MoveAsync(session, name, subject, NoticeState.Sending, NoticeState.Unknown, now);
        return new(false, false);
    }

    /// <summary>Records how sending ended, also after another claim recorded the outcome as unknown.</summary>
    public static async Task EndAsync(
        LedgerSession session,
        string name,
        string subject,
        NoticeState state,
        DateTimeOffset now
    )
    {
        if (!await MoveAsync(session, name, subject, NoticeState.Sending, state, now))
            await MoveAsync(session, name, subject, NoticeState.Unknown, state, now);
    }

    private static async Task<bool> MoveAsync(
        LedgerSession session,
        string name,
        string subject,
        NoticeState from,
        NoticeState to,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                "UPDATE notices SET state = @to, changed_at = @now WHERE event = @event AND subject = @subject AND state = @from"
            )
            .With("to", (int)to)
            .With("now", now)
            .With("event", name)
            .With("subject", subject)
            .With("from", (int)from)
            .ExecuteAsync() == 1;
}

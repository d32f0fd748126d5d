using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Customers.Notices;

/// <summary>
/// Tells a customer once: live, and by subscribe message when there is a consent. Never twice is worth more here than never lost: a
/// message is a courtesy whose truth stands in the mini-program, but a second one about money frightens and costs another consent. So
/// what may have been sent is not sent again; only what was certainly not is.
/// </summary>
public sealed class SendNotice(
    LedgerDatabase ledger,
    CustomerIdentities identities,
    IWeChatMessages weChat,
    IGrainFactory grains,
    LiveNodes live,
    NoticeTexts texts,
    IOptions<NoticeOptions> options,
    TimeProvider time
) : IOutboxHandler
{
    public const string RejectedAlarm = "notice.rejected";

    private const int Tokens = 2;

    public string Kind => OutboxKinds.Notice;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        if (message.Subject.Split('/', 2) is not [var name, var key] || NoticeEvent.Find(name) is not { } about)
            throw new InvalidOperationException($"There is no notice about {message.Subject}.");
        if (await ledger.ReadAsync(session => about.ReadAsync(session, key), ct) is not { } facts)
            return;
        var template = options.Value.Templates.GetValueOrDefault(name);
        var claim = await ledger.WriteAsync(
            session => NoticeRows.ClaimAsync(session, name, key, facts.Customer, template, time.GetUtcNow()),
            ct
        );
        if (claim.First)
            live.Notify(new(facts.Customer, $"notice/{message.Subject}"));
        if (!claim.MaySend)
            return;
        var state = await SendAsync(name, facts, template!, ct);
        // Not ct: what was sent is written down, whoever is in a hurry.
        await ledger.WriteAsync(
            session => EndAsync(session, name, key, facts, template!, state),
            CancellationToken.None
        );
        NoticeMetrics.Ended(name, state);
        if (state == NoticeState.Waiting)
            throw new TimeoutException("There is no valid access token now.");
    }

    private async Task<NoticeState> SendAsync(string name, NoticeFacts facts, string template, CancellationToken ct)
    {
        if (texts.Of(name, facts) is not { } text || await identities.OpenIdAsync(facts.Customer, ct) is not { } openId)
            return NoticeState.Rejected;
        var message = new SubscribeMessage(openId, template, text.Page, text.Data);
        string? stale = null;
        for (var round = 0; round < Tokens; round++)
        {
            if (await TokenAsync(stale) is not { } token)
                return NoticeState.Waiting;
            switch (await weChat.SendAsync(token, message, ct))
            {
                case SendOutcome.Sent:
                    return NoticeState.Sent;
                case SendOutcome.Refused:
                    return NoticeState.Refused;
                case SendOutcome.Rejected:
                    return NoticeState.Rejected;
                case SendOutcome.Unknown:
                    return NoticeState.Unknown;
                default:
                    stale = token;
                    break;
            }
        }
        return NoticeState.Waiting;
    }

    // Whatever becomes of the question, nothing was sent yet.
    private async Task<string?> TokenAsync(string? stale)
    {
        try
        {
            return await grains.GetGrain<IAccessTokenGrain>(0).GetAsync(stale);
        }
        catch (Exception error) when (error is TimeoutException or Orleans.Runtime.OrleansException)
        {
            return null;
        }
    }

    private async Task<bool> EndAsync(
        LedgerSession session,
        string name,
        string key,
        NoticeFacts facts,
        string template,
        NoticeState state
    )
    {
        var now = time.GetUtcNow();
        await NoticeRows.EndAsync(session, name, key, state, now);
        if (state == NoticeState.Refused)
            await ConsentRows.ForgetAsync(session, facts.Customer, template, now);
        // The settings or the texts are wrong, for everybody: one alarm a template.
        if (state == NoticeState.Rejected)
            await AlarmRows.RaiseAsync(
                session,
                now,
                RejectedAlarm,
                name,
                $"Template {template}: WeChat cannot send it, or the customer has no openid."
            );
        return true;
    }
}

using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Customers.Notices;

/// <summary>
/// Notifies a customer once: live, and by subscribe message when there is a consent. A lost message does little harm, because the
/// mini-program shows the same facts; a second message about money frightens and costs another consent. So the handler repeats only
/// what was certainly not sent.
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

    public string Kind => OutboxKinds.Notice;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        if (message.Subject.Split('/', 2) is not [var name, var key] || NoticeEvent.Find(name) is not { } about)
            throw new InvalidOperationException($"There is no notice about {message.Subject}.");
        if (await ledger.ReadAsync(session => about.ReadAsync(session, key), ct) is not { } facts)
            return;
        var template = options.Value.Templates.GetValueOrDefault(name);
        var claim = await ledger.WriteAsync(
            session => NoticeTable.ClaimAsync(session, name, key, facts.Customer, template, time.GetUtcNow()),
            ct
        );
        if (claim.First)
            live.Notify(new(facts.Customer, $"notice/{message.Subject}"));
        if (!claim.MaySend)
            return;
        var state = await SendAsync(name, facts, template!, ct);
        // CancellationToken.None: a message that was sent must be recorded, also while the silo stops.
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
        await foreach (var token in grains.AccessTokensAsync())
        {
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
                case SendOutcome.TokenInvalid:
                    break;
            }
        }
        // Without a token nothing was sent, so the notice may be tried again.
        return NoticeState.Waiting;
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
        await NoticeTable.EndAsync(session, name, key, state, now);
        if (state == NoticeState.Refused)
            await ConsentTable.ForgetAsync(session, facts.Customer, template, now);
        // A rejection means that settings or texts are wrong for everybody: one alarm for each template.
        if (state == NoticeState.Rejected)
            await AlarmTable.RaiseAsync(
                session,
                now,
                RejectedAlarm,
                name,
                $"Template {template}: WeChat cannot send it, or the customer has no openid."
            );
        return true;
    }
}

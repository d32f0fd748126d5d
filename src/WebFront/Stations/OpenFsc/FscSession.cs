using System.Globalization;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// A session of a connection: the protocol's two states, and the methods in each of them. The initial session has no id; a multiplexed
/// connection has further sessions.
/// </summary>
internal sealed class FscSession(string id, int? priority, int order, FscConnection connection, FscServices services)
    : ISiteSession,
        IDisposable
{
    private readonly FscRequests _requests = new(services.Limits.MaxPending, services.Time);
    private SiteLink? _link;
    private long _beatAt = services.Time.GetTimestamp();
    private int _missedBeats;
    private int _failedLogins;

    public string Id => id;
    public int? Priority => priority;
    public SiteLink? Link => _link;

    /// <summary>The session as SESSIONS lists it. A session without a priority has its place in the order of creation.</summary>
    public string Listing =>
        string.Create(CultureInfo.InvariantCulture, $"{id} {priority ?? order}")
        + (_link is null ? "" : $" {_link.Station}");

    public bool Can(string method) => connection.ClientCan(method);

    public void Notify(string method, string arguments) =>
        connection.Send(new(id, FscMessage.Notification, method, arguments));

    public void Quit(string reason) => connection.Close(this, reason);

    public Task<int> QueryAsync(string method, string arguments) =>
        QueryAsync(method, arguments, services.Limits.AnswerWithin);

    public Task<int> CommandAsync(string method, string arguments) =>
        QueryAsync(method, arguments, services.Limits.CommandAnswerWithin);

    public async ValueTask HandleAsync(FscMessage message, CancellationToken ct)
    {
        if (_link is not null)
            _link.HeardAt = services.Time.GetUtcNow();
        switch (message.Method)
        {
            case FscMethod.Ok:
                _requests.Answer(message.Tag, SiteCode.Ok);
                break;
            case FscMethod.Err:
                _requests.Answer(message.Tag, FscCommands.ErrorCode(message.Arguments));
                break;
            // BEAT carries the time of the site's clock, and nothing here depends on that clock.
            case FscMethod.Beat:
                break;
            case FscMethod.Quit:
                connection.Close(this, "bye");
                break;
            case var method when FscMethod.Handshake.Contains(method) || FscMethod.Authenticated.Contains(method):
                await HandleInStateAsync(message, ct);
                break;
            default:
                Refuse(message, FscError.UnknownMethod);
                break;
        }
    }

    /// <summary>Checks deadlines and heartbeats, once a second.</summary>
    public void Tick()
    {
        _requests.Expire();
        if (
            _link is null
            || !Can(FscMethod.Heartbeat)
            || services.Time.GetElapsedTime(_beatAt) < services.Limits.HeartbeatEvery
        )
            return;
        _beatAt = services.Time.GetTimestamp();
        _ = BeatAsync();
    }

    public void Dispose()
    {
        _requests.Close();
        _link?.Dispose();
    }

    private async ValueTask HandleInStateAsync(FscMessage message, CancellationToken ct)
    {
        var handshake = FscMethod.Handshake.Contains(message.Method);
        // After a login without NEWSESSION, this session is the whole connection. SESSIONS stays valid on a multiplexed connection.
        if (message.Method == FscMethod.NewSession && _link is not null)
            Refuse(message, FscError.SessionAfterLogin);
        else if (message.Method == FscMethod.Sessions)
            ListSessions(message);
        else if (!connection.HasCapabilities || handshake != _link is null)
            Refuse(message, FscError.WrongState);
        else if (message.IsNotification && (handshake || message.Method == FscMethod.LockedPump))
            connection.CountBroken();
        else if (message.Method == FscMethod.Charset)
            SetCharset(message);
        else if (message.Method == FscMethod.NewSession)
            AddSession(message);
        else if (message.Method == FscMethod.PlainAuth)
            await LogInAsync(message, ct);
        else if (message.Method == FscMethod.LockedPump)
            await LockedPumpAsync(message);
        else if (!Report(message))
            Refuse(message, FscError.BadRequest);
    }

    private void SetCharset(FscMessage message)
    {
        if (message.Split() is not [var name])
            Refuse(message, FscError.BadRequest);
        else if (FscCharset.Find(name) is not { } encoding)
            Refuse(message, FscError.UnknownEncoding);
        else
        {
            // The answer still uses the old encoding.
            Accept(message);
            connection.Encoding = encoding;
        }
    }

    private void AddSession(FscMessage message)
    {
        if (
            id.Length > 0
            || message.Split() is not [var session, .. var rest]
            || rest.Length > 1
            || !FscMessage.IsSession(session)
        )
        {
            Refuse(message, FscError.BadRequest);
            return;
        }
        int? wanted = null;
        if (rest is [var text])
        {
            if (!FscNumber.TryWhole(text, out var number) || number == 0)
            {
                Refuse(message, FscError.BadRequest);
                return;
            }
            wanted = number;
        }
        if (connection.AddSession(session, wanted) is { } error)
            Refuse(message, error);
        else
            Accept(message);
    }

    private void ListSessions(FscMessage message)
    {
        if (id.Length > 0)
        {
            Refuse(message, FscError.NotOnSession);
            return;
        }
        foreach (var session in connection.Multiplexed)
            Notify(FscMethod.Session, session.Listing);
        Accept(message);
    }

    private async Task LogInAsync(FscMessage message, CancellationToken ct)
    {
        if (id.Length == 0 && connection.IsMultiplexed)
            Refuse(message, FscError.LoginAfterSession);
        else if (message.Split() is not [var key, var secret] || !StationId.TryParse(key, null, out var station))
            Refuse(message, FscError.BadRequest);
        else
        {
            var (login, error) = await VerifyAsync(station, secret, ct);
            if (login is not null)
                AcceptLogin(message, login);
            else
            {
                Refuse(message, error!);
                if (
                    error == FscError.BadCredentials
                    && (++_failedLogins >= services.Limits.MaxFailedLogins || !connection.MayGuess)
                )
                    Quit("too many failed logins");
            }
        }
    }

    private async Task<(FscLogin? Login, string? Error)> VerifyAsync(
        StationId station,
        string secret,
        CancellationToken ct
    )
    {
        connection.LoginBegins();
        try
        {
            return await services.Logins.LogInAsync(station, secret, priority, this, ct);
        }
        finally
        {
            connection.LoginEnds();
        }
    }

    // The order on the wire: the mode, the answer, then the queries.
    private void AcceptLogin(FscMessage message, FscLogin login)
    {
        _link = login.Link;
        _beatAt = services.Time.GetTimestamp();
        login.Link.Adopt(login.Reply with { Refresh = false });
        if (login.Reply.Mode == SiteMode.Passive && Can(FscMethod.SessionMode))
            Notify(FscMethod.SessionMode, "passive");
        Accept(message);
        login.Link.Adopt(login.Reply);
        connection.LoggedIn();
    }

    private async Task LockedPumpAsync(FscMessage message)
    {
        if (message.Split() is not [var pump, var transaction, var reason] || !FscNumber.TryPump(pump, out var number))
            Refuse(message, FscError.BadRequest);
        else if (reason is not ("aborted" or "timeout"))
            Refuse(message, FscError.BadReason);
        else if (!AuthorisationId.TryParse(transaction, null, out var authorisation))
            Refuse(message, FscError.UnknownTransaction);
        else
        {
            try
            {
                switch (await _link!.LockedBySiteAsync(number, authorisation))
                {
                    case LockedBySiteOutcome.Done:
                        Accept(message);
                        break;
                    case LockedBySiteOutcome.NotFound:
                        Deny(message, FscError.UnknownTransaction);
                        break;
                    case LockedBySiteOutcome.WrongState:
                        Deny(message, FscError.NotCancellable);
                        break;
                    default:
                        Deny(message, FscError.WrongState);
                        break;
                }
            }
#pragma warning disable CA1031 // the result is not known: the site sends LOCKEDPUMP again
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Deny(message, FscError.Internal);
            }
#pragma warning restore CA1031
        }
    }

    // Reads a notification. Reports of a passive session count for nothing.
    private bool Report(FscMessage message)
    {
        if (message.Method == FscMethod.Meter && !Can(FscMethod.Meter))
            return false;
        if (message.Method == FscMethod.Transaction)
        {
            if (FscReports.Transaction(message) is not { } transaction)
                return false;
            _link!.Heard(transaction);
            return true;
        }
        var feed = _link!.Feed;
        bool? taken = message.Method switch
        {
            FscMethod.Pump => FscReports.Pump(message) is { } pump ? feed?.Add(pump) ?? true : null,
            FscMethod.Price => FscReports.Price(message) is { } price ? feed?.Add(price) ?? true : null,
            FscMethod.Product => FscReports.Product(message) is { } product ? feed?.Add(product) ?? true : null,
            FscMethod.Meter => FscReports.Meter(message) is { } meter ? feed?.Add(meter) ?? true : null,
            _ => null,
        };
        if (taken == false)
            Quit("more than any forecourt has");
        return taken is not null;
    }

    private async Task BeatAsync()
    {
        var code = await QueryAsync(FscMethod.Heartbeat, FscCommands.Timestamp(services.Time.GetUtcNow()));
        if (code is SiteCode.NoAnswer or SiteCode.NotSent)
        {
            if (++_missedBeats >= services.Limits.MissedHeartbeats)
                Quit("no answer to HEARTBEAT");
        }
        // An error is a sign of life, too.
        else
            _missedBeats = 0;
    }

    private async Task<int> QueryAsync(string method, string arguments, TimeSpan within)
    {
        if (_requests.Begin(within) is not { } request)
            return SiteCode.NotSent;
        connection.Send(new(id, request.Tag, method, arguments));
        return await request.Answer;
    }

    private void Accept(FscMessage message)
    {
        if (!message.IsNotification)
            connection.Send(new(id, message.Tag, FscMethod.Ok, ""));
    }

    // Counts as a broken line.
    private void Refuse(FscMessage message, string error)
    {
        connection.CountBroken();
        Deny(message, error);
    }

    // A sound request with an answer that the site does not like. A notification gets no response, not even an error.
    private void Deny(FscMessage message, string error)
    {
        if (!message.IsNotification)
            connection.Send(new(id, message.Tag, FscMethod.Err, error));
    }
}

using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Orders.Payments;

namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>
/// Stops one kind of call when most of them fail. While the breaker is open nobody calls, but for one probe after each pause; the
/// probe's answer closes the breaker, its failure doubles the pause. Pauses are measured by timestamps: a clock that is set back
/// prolongs none.
/// </summary>
internal sealed class GatewayBreaker(GatewayCall call, TimeProvider time)
{
    // A failure counts one and an answer takes two off, so the breaker opens when more than two thirds of the calls fail.
    private const int OpensAt = 10;
    private const int AnswerTakes = 2;

    // A probe that never reports, because its silo's grain died, gives way to another one.
    private static readonly TimeSpan ProbeLasts = TimeSpan.FromSeconds(10);

    // Short, because customers wait; the longest still bounds a silo's calls to a hanging gateway to one in ten seconds.
    private static readonly Backoff AfterSilence = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));

    // WeChat counts by the minute.
    private static readonly Backoff AfterLimit = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));

    // A probe comes when somebody has reason to ask. When nobody had for so long, the gateway's state is not known any more.
    private static readonly TimeSpan Forgets = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private GatewayAnswer _cause;
    private DateTimeOffset? _lastOpen;
    private int _score;
    private int _pauses;
    private int _round;
    private bool _isOpen;
    private long _openedAt;
    private TimeSpan _pause;
    private long? _probedAt;

    /// <summary>Why calls of this kind fail; <see cref="GatewayAnswer.Usable"/> when they do not, as far as is known.</summary>
    public GatewayAnswer Cause()
    {
        lock (_lock)
            return _isOpen && time.GetElapsedTime(_openedAt) < _pause + Forgets ? _cause : GatewayAnswer.Usable;
    }

    /// <summary>Whether the breaker was seen open at that time or later.</summary>
    public bool WasOpenSince(DateTimeOffset since)
    {
        lock (_lock)
            return _lastOpen >= since;
    }

    /// <summary>True: a call may be made now.</summary>
    public bool MayEnter()
    {
        lock (_lock)
            return !_isOpen || (time.GetElapsedTime(_openedAt) >= _pause && !IsProbed);
    }

    /// <summary>Admits a call, and returns the round to report it under. Null: the call must not be made.</summary>
    public int? TryEnter()
    {
        lock (_lock)
        {
            if (!MayEnter())
                return null;
            if (_isOpen)
                _probedAt = time.GetTimestamp();
            return _round;
        }
    }

    /// <summary>Counts an ended call. A call that began before the breaker opened or closed says nothing about now.</summary>
    /// <param name="answer">Null: the call ended too early to say anything.</param>
    public void Report(int round, GatewayAnswer? answer)
    {
        lock (_lock)
        {
            if (round != _round)
                return;
            if (answer is not { } said)
                _probedAt = null;
            else if (_isOpen)
            {
                _lastOpen = time.GetUtcNow();
                if (said == GatewayAnswer.Usable)
                    Close();
                else
                    Open(said);
            }
            else if (said == GatewayAnswer.Usable)
                _score = Math.Max(0, _score - AnswerTakes);
            else if (++_score >= OpensAt)
                Open(said);
        }
    }

    private bool IsProbed => _probedAt is { } at && time.GetElapsedTime(at) < ProbeLasts;

    private void Open(GatewayAnswer cause)
    {
        if (!_isOpen)
            MoneyMetrics.GatewayWentAway(call);
        _pause = (cause == GatewayAnswer.Limited ? AfterLimit : AfterSilence).After(_pauses++);
        (_isOpen, _openedAt, _probedAt) = (true, time.GetTimestamp(), null);
        (_cause, _lastOpen) = (cause, time.GetUtcNow());
        _round++;
    }

    private void Close()
    {
        MoneyMetrics.GatewayCameBack(call);
        (_isOpen, _probedAt, _cause) = (false, null, GatewayAnswer.Usable);
        (_score, _pauses) = (0, 0);
        _round++;
    }
}

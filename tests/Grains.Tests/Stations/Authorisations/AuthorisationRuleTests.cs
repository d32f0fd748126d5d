using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations.Authorisations;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.Authorisations;

/// <summary>The effect of a site's answers on an authorisation, and when an unlocked pump may be locked again.</summary>
public sealed class AuthorisationRuleTests
{
    private static readonly DateTimeOffset Unlocked = new(2026, 10, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan LockedFor = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(PumpState.Locked, 10, null, 40, true)]
    [InlineData(PumpState.Locked, 10, null, 39, false)] // a sale may still be told
    [InlineData(PumpState.Locked, 0, null, 40, false)] // the state is of before
    [InlineData(PumpState.Locked, -5, null, 40, false)]
    [InlineData(PumpState.Locked, 10, 5, 40, false)] // the pump ran: its sale is still to come
    [InlineData(PumpState.Locked, 10, -60, 40, true)] // the pump ran for somebody else
    [InlineData(PumpState.Free, 10, null, 40, false)]
    [InlineData(PumpState.InUse, 10, 10, 40, false)]
    [InlineData(PumpState.Unknown, 10, null, 40, false)]
    public void An_authorisation_is_revoked_only_when_its_pump_was_locked_for_long_and_never_ran(
        PumpState state,
        int stateAt,
        int? ranAt,
        int now,
        bool may
    ) =>
        AuthorisationRule
            .MayRevoke(
                Row(AuthorisationState.Unlocked),
                Pump(state, stateAt, ranAt),
                LockedFor,
                Unlocked.AddSeconds(now)
            )
            .ShouldBe(may);

    [Theory]
    [InlineData(AuthorisationState.Unlocking, 30, true)]
    [InlineData(AuthorisationState.Unlocking, 29, false)]
    [InlineData(AuthorisationState.Locking, 30, true)]
    [InlineData(AuthorisationState.Unlocked, 3_600, false)] // unlocked, and the site has not reported the pump since
    public void A_command_without_an_answer_is_followed_by_a_lock_although_the_pump_has_no_news(
        AuthorisationState state,
        int now,
        bool may
    ) =>
        AuthorisationRule
            .MayRevoke(Row(state), Pump(PumpState.Locked, -600, null), LockedFor, Unlocked.AddSeconds(now))
            .ShouldBe(may);

    [Theory]
    [InlineData(AuthorisationState.Unlocked, true)]
    [InlineData(AuthorisationState.Locking, true)]
    [InlineData(AuthorisationState.Requested, false)]
    [InlineData(AuthorisationState.Unlocking, true)] // the answer to UNLOCKPUMP was lost
    [InlineData(AuthorisationState.Fuelled, false)]
    [InlineData(AuthorisationState.Released, false)]
    [InlineData(AuthorisationState.Settled, false)]
    [InlineData(AuthorisationState.BackOffice, false)]
    public void Only_an_authorisation_that_may_be_unlocked_is_revoked(AuthorisationState state, bool may) =>
        AuthorisationRule
            .MayRevoke(Row(state), Pump(PumpState.Locked, 10, null), LockedFor, Unlocked.AddSeconds(60))
            .ShouldBe(may);

    [Fact]
    public void Only_a_definite_answer_ends_an_authorisation()
    {
        foreach (var code in new[] { SiteCode.NoAnswer, SiteCode.Unreadable, 500, 503 })
            (AuthorisationRule.AfterUnlock(code), AuthorisationRule.AfterLock(code)).ShouldBe((null, null));
        foreach (var code in new[] { 402, 404, SiteCode.NotSent })
            AuthorisationRule.AfterLock(code).ShouldBeNull();
        foreach (var code in new[] { 403, 404, 412, 422, SiteCode.NotSent })
            AuthorisationRule.AfterUnlock(code).ShouldBe(AuthorisationState.Released);
        foreach (var code in new[] { 200, 423 })
            AuthorisationRule.AfterLock(code).ShouldBe(AuthorisationState.Released);
        AuthorisationRule.AfterUnlock(200).ShouldBe(AuthorisationState.Unlocked);
    }

    private static BoardPump Pump(PumpState state, int stateAt, int? ranAt) =>
        new(
            1,
            state,
            Unlocked.AddSeconds(stateAt),
            null,
            null,
            null,
            null,
            null,
            RanAt: ranAt is { } seconds ? Unlocked.AddSeconds(seconds) : null
        );

    private static Authorisation Row(AuthorisationState state) =>
        new()
        {
            Id = new(Guid.NewGuid()),
            Pump = new(new(Guid.NewGuid()), 1),
            Customer = new(Guid.NewGuid()),
            Currency = "CNY",
            CreditFen = 10_000,
            Products = [],
            PaymentMethod = "fuelgrains",
            State = state,
            Version = 3,
            CreatedAt = Unlocked.AddSeconds(-1),
            ChangedAt = Unlocked,
        };
}

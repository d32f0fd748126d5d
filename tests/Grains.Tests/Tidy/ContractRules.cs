using System.Reflection;
using System.Runtime.CompilerServices;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;
using Orleans.Runtime;
using Shouldly;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>Messages between two builds, and stored state, do not depend on C# names.</summary>
public sealed class ContractRules
{
    private static readonly Type[] GrainInterfaceTypes =
    [
        .. typeof(FuelGrains.GrainInterfaces.Campaigns.CampaignId)
            .Assembly.GetTypes()
            .Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t)),
    ];

    private static readonly Type[] SerializedTypes =
    [
        .. new[] { typeof(FuelGrains.GrainInterfaces.Campaigns.CampaignId).Assembly, typeof(LedgerMigrator).Assembly }
            .SelectMany(a => a.GetTypes())
            .Where(t => t.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)),
    ];

    /// <summary>
    /// Exceptions that stop a start (the first three), and those that undo a transaction and that its caller catches. A refused write that
    /// nobody expected is a bug, and the caller of the grain learns no more than that.
    /// </summary>
    private static readonly string[] CaughtOnTheirSilo =
    [
        nameof(DataDirectoryHeldException),
        nameof(SecretKeysException),
        nameof(LedgerMigrationException),
        nameof(LedgerRefusedException),
        "VoucherRefusal",
        "PumpMayBeLiveException",
        "SecondPersonNeededException",
        "FuelConflictException",
    ];

    [Fact]
    public void Every_grain_and_observer_interface_has_an_alias() =>
        ShouldHold(
            "Without [Alias] a renamed interface is another interface to a silo of the last build.",
            GrainInterfaceTypes.Where(t => Alias(t) is null).Select(t => t.FullName!)
        );

    [Fact]
    public void Every_method_of_a_grain_interface_has_an_alias_of_its_own() =>
        ShouldHold(
            "Without an [Alias] of its own a renamed method is another method to a silo of the last build.",
            GrainInterfaceTypes.SelectMany(t =>
                t.GetMethods()
                    .GroupBy(Alias)
                    .Where(g => g.Key is null || g.Count() > 1)
                    .SelectMany(g => g)
                    .Select(m => $"{t.FullName}.{m.Name}")
            )
        );

    [Fact]
    public void Every_serialized_type_has_an_alias() =>
        ShouldHold(
            "Without [Alias] a moved or renamed type cannot be read from what was stored or sent.",
            SerializedTypes.Where(t => Alias(t) is null).Select(t => t.FullName!)
        );

    [Fact]
    public void No_alias_is_used_twice() =>
        ShouldHold(
            "Two types of one alias cannot be told apart on the wire.",
            SerializedTypes
                .Concat(GrainInterfaceTypes)
                .Where(t => Alias(t) is not null)
                .GroupBy(t => Alias(t)!)
                .Where(g => g.Count() > 1)
                .Select(g => $"{g.Key}: {string.Join(", ", g.Select(t => t.FullName))}")
        );

    [Fact]
    public void Every_member_that_is_not_positional_has_an_id_of_its_own() =>
        ShouldHold(
            "Give each member its own [Id(n)] and never use a number again: members are stored under it.",
            SerializedTypes
                .Where(t => !t.IsEnum)
                .SelectMany(t =>
                {
                    var members = Members(t).ToList();
                    var unnumbered = members
                        .Where(m => Id(m) is null && !IsPositional(t, m))
                        .Select(m => $"{t.FullName}.{m.Name} has none");
                    var doubled = members
                        .Where(m => Id(m) is not null)
                        .GroupBy(Id)
                        .Where(g => g.Count() > 1)
                        .Select(g => $"{t.FullName}: {g.Key} is on {string.Join(" and ", g.Select(m => m.Name))}");
                    return unnumbered.Concat(doubled);
                })
        );

    [Fact]
    public void No_method_of_a_grain_interface_returns_a_stream() =>
        ShouldHold(
            "An iterator runs between the awaits of other requests, and ahead of its reader: answer a page.",
            GrainInterfaceTypes.SelectMany(Streams)
        );

    [Fact]
    public void Every_method_of_an_observer_is_one_way() =>
        ShouldHold(
            "The publisher waits for each observer in turn, unless the method is [OneWay].",
            GrainInterfaceTypes.Where(typeof(IGrainObserver).IsAssignableFrom).SelectMany(Awaited)
        );

    [Fact]
    public void An_exception_type_of_the_grains_travels_or_is_caught_on_its_silo() =>
        ShouldHold(
            "Refuse with a value. An exception without [GenerateSerializer] arrives in another process as CodecNotFoundException.",
            new[] { typeof(FuelGrains.GrainInterfaces.Campaigns.CampaignId).Assembly, typeof(LedgerMigrator).Assembly }
                .SelectMany(a => a.GetTypes())
                .Where(t => typeof(Exception).IsAssignableFrom(t) && !t.IsDefined(typeof(GenerateSerializerAttribute)))
                .Select(t => t.Name)
                .Except(CaughtOnTheirSilo)
        );

    [Fact]
    public void Rules_about_methods_see_a_planted_one()
    {
        Streams(typeof(IPlanted)).ShouldBe([$"{typeof(IPlanted).FullName}.{nameof(IPlanted.List)}"]);
        Awaited(typeof(IPlanted)).ShouldBe([$"{typeof(IPlanted).FullName}.{nameof(IPlanted.List)}"]);
    }

    private static IEnumerable<string> Streams(Type type) =>
        type.GetMethods()
            .Where(m =>
                m.ReturnType.IsGenericType && m.ReturnType.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)
            )
            .Select(m => $"{type.FullName}.{m.Name}");

    private static IEnumerable<string> Awaited(Type type) =>
        type.GetMethods()
            .Where(m => !m.IsDefined(typeof(Orleans.Concurrency.OneWayAttribute)))
            .Select(m => $"{type.FullName}.{m.Name}");

    // No grain interface, so that Orleans generates nothing for it.
    private interface IPlanted
    {
        IAsyncEnumerable<int> List();

        [Orleans.Concurrency.OneWay]
        Task TellAsync();
    }

    private static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    private static uint? Id(MemberInfo member) => member.GetCustomAttribute<IdAttribute>()?.Id;

    // State lies in properties that have a setter, and in fields that the compiler did not generate.
    private static IEnumerable<MemberInfo> Members(Type type)
    {
        const BindingFlags Own =
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var properties = type.GetProperties(Own).Where(p => p.SetMethod is not null || HasBackingField(type, p));
        var fields = type.GetFields(Own).Where(f => !f.IsDefined(typeof(CompilerGeneratedAttribute)));
        return properties.Cast<MemberInfo>().Concat(fields).Where(m => !m.IsDefined(typeof(NonSerializedAttribute)));
    }

    private static bool HasBackingField(Type type, PropertyInfo property) =>
        type.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    // A positional record's members are numbered by their place; only the compiler writes a Deconstruct marked as its own.
    private static bool IsPositional(Type type, MemberInfo member) =>
        type.GetMethods()
            .Any(m =>
                m.Name == "Deconstruct"
                && m.IsDefined(typeof(CompilerGeneratedAttribute))
                && m.GetParameters().Any(p => p.Name == member.Name)
            );
}

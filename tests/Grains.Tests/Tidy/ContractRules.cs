using System.Reflection;
using System.Runtime.CompilerServices;
using FuelGrains.Grains.Storage;
using Orleans.Runtime;
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

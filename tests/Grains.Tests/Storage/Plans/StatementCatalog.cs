using System.Reflection;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Stock.Batches;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Tidy;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Npgsql;

namespace FuelGrains.Grains.Tests.Storage.Plans;

/// <param name="Method">The method that sends it, as Type.Method.</param>
/// <param name="Commits">True: it runs on the connections of shard batches.</param>
internal sealed record KnownStatement(string Method, Statement Statement, bool Commits);

/// <summary>
/// Every statement of the ledger: each method of the source that calls <c>Sql</c> is called for the text it sends, and the batches, which
/// speak to the driver themselves, are asked for theirs. A method that is given SQL counts as <c>Sql</c> itself: its callers are called.
/// </summary>
internal static class StatementCatalog
{
    private const BindingFlags Any =
        BindingFlags.Static
        | BindingFlags.Instance
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    // Branches of a method send different statements: each is called with rows and without, with every value and with few.
    private static readonly (int Rows, bool Filled)[] Answers = [(1, true), (1, false), (0, true), (0, false)];

    /// <summary>The names of parameters that hold SQL.</summary>
    private static readonly HashSet<string> Sql = ["sql", "select", "condition"];

    private static readonly Assembly Product = typeof(LedgerDatabase).Assembly;

    private static readonly object[] Kept =
    [
        .. Product
            .GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => Parts(field.FieldType).Any(part => part.Assembly == Product))
            .Select(field => field.GetValue(null))
            .SelectMany(value => value as IEnumerable<object> ?? [value!])
            .Where(value => value is not null),
    ];

    /// <summary>The methods in the source that call <c>Sql</c>, as Type.Method, and how often.</summary>
    public static IReadOnlyDictionary<string, int> Methods { get; } =
        Repository
            .Under("src/Grains", ".cs")
            .Where(file => !file.StartsWith("src/Grains/Storage/Ledger", StringComparison.Ordinal))
            .SelectMany(file => CSharpSyntaxTree.ParseText(Repository.Read(file)).GetRoot().DescendantNodes())
            .OfType<InvocationExpressionSyntax>()
            .Where(call => IsSql(call) && !IsGivenSql(Caller(call)))
            .GroupBy(NameOf)
            .ToDictionary(calls => calls.Key, calls => calls.Count(), StringComparer.Ordinal);

    public static IReadOnlyList<KnownStatement> Batches()
    {
        var batch = new ShardBatch { Key = new(CampaignId.New(TimeProvider.System), 0), Epoch = 1 };
        var work = new TeamBatchWork(batch, new() { LimitPerCustomer = 1 });
        var copy = new Statement(PostgresStockTable.SelectOrders(batch.Key), []);
        return
        [
            .. PostgresStockStatement.All.Select(s => Known("PostgresStockStatement", s.Command(null, batch))),
            .. PostgresTeamStatement.All.Select(s => Known("PostgresTeamStatement", s.Command(null, work))),
            new("PostgresStockTable.SelectOrders", copy, Commits: false),
        ];
    }

    public static async Task<IReadOnlyList<KnownStatement>> CollectAsync()
    {
        var found = new List<KnownStatement>(Batches());
        foreach (var name in Methods.Keys)
        foreach (var (rows, filled) in Answers)
        {
            var ledger = new RecordingLedger(rows);
            await CallAsync(name, new(ledger, filled));
            found.AddRange(ledger.Sent.Select(statement => new KnownStatement(name, statement, Commits: false)));
        }
        return [.. found.DistinctBy(s => (s.Method, s.Statement.Text))];
    }

    private static KnownStatement Known(string name, NpgsqlCommand command)
    {
        using (command)
            return new(name, Statement.Of(command), Commits: true);
    }

    private static bool IsSql(InvocationExpressionSyntax call) =>
        call.Expression switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.Text: "Sql" } => true,
            // An overload that is given SQL has a name of its own, or one more argument than the one that is not.
            SimpleNameSyntax { Identifier.Text: var name } => call.Ancestors()
                .OfType<TypeDeclarationSyntax>()
                .Last()
                .DescendantNodes()
                .OfType<MethodDeclarationSyntax>()
                .Any(m =>
                    m.Identifier.Text == name
                    && m.ParameterList.Parameters.Count == call.ArgumentList.Arguments.Count
                    && IsGivenSql(m)
                ),
            _ => false,
        };

    private static bool IsGivenSql(MemberDeclarationSyntax member) =>
        member is MethodDeclarationSyntax method
        && method.ParameterList.Parameters.Any(p => Sql.Contains(p.Identifier.Text));

    private static MemberDeclarationSyntax Caller(InvocationExpressionSyntax call) =>
        call.Ancestors().OfType<MemberDeclarationSyntax>().First();

    private static string NameOf(InvocationExpressionSyntax call)
    {
        var type = call.Ancestors().OfType<TypeDeclarationSyntax>().Last().Identifier.Text;
        var member = Caller(call);
        return $"{type}.{(member is MethodDeclarationSyntax method ? method.Identifier.Text : member.Kind())}";
    }

    private static async Task CallAsync(string name, SampleValues values)
    {
        var (type, method) = (name[..name.IndexOf('.')], name[(name.IndexOf('.') + 1)..]);
        foreach (var declaring in Product.GetTypes().Where(t => t.Name.Split('`')[0] == type))
        foreach (var target in Targets(declaring, values))
        foreach (var overload in (target?.GetType() ?? Close(declaring)).GetMethods(Any).Where(IsMeant))
        {
            try
            {
                if (overload.IsStatic || target is not null)
                    await Finish(overload.Invoke(target, values.ArgumentsOf(overload)));
            }
#pragma warning disable CA1031 // what the method makes of a sample does not matter, only what it sent
            catch (Exception) { }
#pragma warning restore CA1031
        }

        bool IsMeant(MethodInfo called) =>
            called.Name == method && !called.IsAbstract && !called.GetParameters().Any(p => Sql.Contains(p.Name!));
    }

    /// <summary>The instances that the product keeps in static fields; without one, a sample, or null where none can be made.</summary>
    private static IEnumerable<object?> Targets(Type declaring, SampleValues values)
    {
        var kept = Kept.Where(instance => IsOf(instance.GetType(), declaring)).Cast<object?>().ToList();
        return kept.Count > 0 ? kept : [declaring.IsAbstract ? null : values.Of(Close(declaring))];
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.GetGenericArguments().Append(type.GetElementType() ?? type);

    private static bool IsOf(Type type, Type declaring) =>
        type == declaring || (type.IsGenericType && type.GetGenericTypeDefinition() == declaring);

    private static Type Close(Type type) =>
        type.IsGenericTypeDefinition
            ? type.MakeGenericType([.. type.GetGenericArguments().Select(_ => typeof(Guid))])
            : type;

    private static Task Finish(object? result) =>
        result is Task task ? task.WaitAsync(TimeSpan.FromSeconds(10)) : Task.CompletedTask;
}

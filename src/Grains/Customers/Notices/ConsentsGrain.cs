using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Customers.Notices;

/// <summary>Counts consents for the templates of the settings.</summary>
[StatelessWorker, Reentrant]
public sealed class ConsentsGrain(
    LedgerReads reads,
    LedgerDatabase ledger,
    IOptions<NoticeOptions> options,
    TimeProvider time
) : Grain, IConsentsGrain
{
    private IEnumerable<KeyValuePair<string, string>> Ordered =>
        options.Value.Templates.OrderBy(t => t.Key, StringComparer.Ordinal);

    public Task<ImmutableArray<ConsentView>> ListAsync(CustomerId customer) =>
        reads.ReadAsync(session => ListAsync(session, customer));

    public Task<ImmutableArray<NoticeTemplate>> TemplatesAsync() =>
        Task.FromResult<ImmutableArray<NoticeTemplate>>([
            .. Ordered.Select(template => new NoticeTemplate(template.Key, template.Value)),
        ]);

    public async Task<ImmutableArray<ConsentView>?> AcceptAsync(CustomerId customer, ImmutableArray<string> templates)
    {
        if (templates.Except(options.Value.Templates.Values).Any())
            return null;
        return await ledger.WriteAsync(async session =>
        {
            // Every writer takes the templates in the same order, so two of them cannot deadlock.
            foreach (var template in templates.Distinct().Order(StringComparer.Ordinal))
                await ConsentTable.AddAsync(session, customer, template, options.Value.MaxConsents, time.GetUtcNow());
            return (ImmutableArray<ConsentView>?)await ListAsync(session, customer);
        });
    }

    private async Task<ImmutableArray<ConsentView>> ListAsync(LedgerSession session, CustomerId customer)
    {
        var left = (await ConsentTable.OfAsync(session, customer)).ToDictionary(c => c.Template, c => c.Remaining);
        return [.. Ordered.Select(t => new ConsentView(t.Key, t.Value, left.GetValueOrDefault(t.Value)))];
    }
}

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// Asks a site what it has, one query at a time: notifications carry no tag, so only then is it known which of them a
/// complete answer consists of.
/// </summary>
internal sealed class SiteQueries(ISiteTalk site, SiteFeed feed, TimeProvider time)
{
    private static readonly string[] Everything =
    [
        FscMethod.Products,
        FscMethod.Prices,
        FscMethod.Pumps,
        FscMethod.Transactions,
    ];

    private const int PumpUnknown = 404;

    private readonly Lock _lock = new();
    private readonly List<string> _wanted = [];
    private readonly List<TransactionName> _listed = [];
    private bool _running;

    // The question for all transactions: when it was asked last, and at which pumps the answer listed some.
    private long _allAskedAt;
    private HashSet<int> _listedPumps = [];
    private readonly HashSet<int> _doubtful = [];
    private bool _askingAll;

    /// <summary>After a login, a takeover or a reconnect: nothing that was known before counts.</summary>
    public void AskEverything() => Ask(Everything);

    /// <summary>
    /// Asks for the transactions of pumps whose sale may have begun or ended. After a login most of them are in the answer to the question
    /// for all, so that one is waited for: two thousand sites at once are not asked everything twice.
    /// </summary>
    /// <param name="heardAt">When the last of their reports was heard: an answer to what was asked later knows more.</param>
    public void AskTransactions(IEnumerable<int> pumps, long heardAt)
    {
        var ask = new List<int>();
        lock (_lock)
        {
            foreach (var pump in pumps)
            {
                if (_wanted.Contains(FscMethod.Transactions) || (_askingAll && _allAskedAt >= heardAt))
                    _doubtful.Add(pump);
                else if (_allAskedAt < heardAt || !_listedPumps.Contains(pump))
                    ask.Add(pump);
            }
        }
        Ask(ask);
    }

    private void Ask(IEnumerable<int> pumps) =>
        Ask([
            .. pumps.Select(pump =>
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{FscMethod.Transactions} {pump}")
            ),
        ]);

    public void Heard(TransactionReport report)
    {
        lock (_lock)
            if (_running)
                _listed.Add(new(report.Pump, report.SiteTransaction));
    }

    private void Ask(IReadOnlyList<string> queries)
    {
        lock (_lock)
        {
            foreach (var query in queries)
                if (!_wanted.Contains(query) && site.Can(query.Split(' ')[0]))
                    _wanted.Add(query);
            if (_running || _wanted.Count == 0)
                return;
            _running = true;
        }
        _ = RunAsync();
    }

    private async Task RunAsync()
    {
        while (Next() is { } query)
        {
            var parts = query.Split(' ');
            var askedAt = time.GetUtcNow();
            var all = query == FscMethod.Transactions;
            if (all)
                BeginAll();
            var code = await site.AskAsync(parts[0], parts.Length > 1 ? parts[1] : "");
            if (all)
                Ask(EndAll(code));
            if (parts[0] == FscMethod.Transactions && IsComplete(code, parts))
                feed.Add(Listed(parts, askedAt));
        }
    }

    private void BeginAll()
    {
        lock (_lock)
            (_askingAll, _allAskedAt) = (true, time.GetTimestamp());
    }

    // Who waited, and was not in the answer: some clients list all only when they are asked pump by pump.
    private List<int> EndAll(int code)
    {
        lock (_lock)
        {
            _askingAll = false;
            _listedPumps = code == SiteCode.Ok ? [.. _listed.Select(name => name.Pump)] : [];
            var left = _doubtful.Where(pump => !_listedPumps.Contains(pump)).Order().ToList();
            _doubtful.Clear();
            return left;
        }
    }

    // "Pump unknown" says that nothing is open there. Clients in the field answer so when a pump has no transactions.
    private static bool IsComplete(int code, string[] query) =>
        code == SiteCode.Ok || (code == PumpUnknown && query.Length > 1);

    private string? Next()
    {
        lock (_lock)
        {
            _listed.Clear();
            if (_wanted.Count == 0)
            {
                _running = false;
                return null;
            }
            var query = _wanted[0];
            _wanted.RemoveAt(0);
            return query;
        }
    }

    private ListedTransactions Listed(string[] query, DateTimeOffset askedAt)
    {
        int? pump = query.Length > 1 && FscNumber.TryPump(query[1], out var number) ? number : null;
        lock (_lock)
            return new(pump, [.. _listed], askedAt);
    }
}

/// <summary>What may be said to a site.</summary>
internal interface ISiteTalk
{
    /// <summary>True when the site announced this method.</summary>
    bool Can(string method);

    /// <summary>Sends a query and waits for its end; see <see cref="SiteCode"/>.</summary>
    Task<int> AskAsync(string method, string arguments);

    /// <summary>Sends a command, whose answer counts also when it is late.</summary>
    Task<int> CommandAsync(string method, string arguments);

    void Notify(string method, string arguments);

    void Quit(string reason);
}

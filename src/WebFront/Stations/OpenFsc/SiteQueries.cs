namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// Queries a site, one query at a time. Notifications carry no tag, so only the order of the lines tells which of them belong to an
/// answer.
/// </summary>
internal sealed class SiteQueries(ISiteSession site, SiteFeed feed, TimeProvider time)
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

    // The query for all transactions: the time of the last one, and the pumps in its answer.
    private long _allQueriedAt;
    private HashSet<int> _listedPumps = [];
    private readonly HashSet<int> _doubtful = [];
    private bool _queryingAll;

    /// <summary>Queries everything after a login, a takeover or a reconnect: nothing that was known before counts.</summary>
    public void QueryEverything() => Query(Everything);

    /// <summary>
    /// Queries the transactions of pumps whose sale may have begun or ended. After a login most of them are in the answer to the query for
    /// all transactions, so the pumps wait for that answer: two thousand sites at once do not answer everything twice.
    /// </summary>
    /// <param name="heardAt">The time of the last of the pumps' reports. The answer to a later query is newer.</param>
    public void QueryTransactions(IEnumerable<int> pumps, long heardAt)
    {
        var query = new List<int>();
        lock (_lock)
        {
            foreach (var pump in pumps)
            {
                if (_wanted.Contains(FscMethod.Transactions) || (_queryingAll && _allQueriedAt >= heardAt))
                    _doubtful.Add(pump);
                else if (_allQueriedAt < heardAt || !_listedPumps.Contains(pump))
                    query.Add(pump);
            }
        }
        Query(query);
    }

    private void Query(IEnumerable<int> pumps) =>
        Query([
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

    private void Query(IReadOnlyList<string> queries)
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
            var queriedAt = time.GetUtcNow();
            var all = query == FscMethod.Transactions;
            if (all)
                BeginAll();
            var code = await site.QueryAsync(parts[0], parts.Length > 1 ? parts[1] : "");
            if (all)
                Query(EndAll(code));
            if (parts[0] == FscMethod.Transactions && IsComplete(code, parts))
                feed.Add(Listed(parts, queriedAt));
        }
    }

    private void BeginAll()
    {
        lock (_lock)
            (_queryingAll, _allQueriedAt) = (true, time.GetTimestamp());
    }

    // Answers the pumps that waited and were not in the answer: some clients list every transaction only when queried pump by pump.
    private List<int> EndAll(int code)
    {
        lock (_lock)
        {
            _queryingAll = false;
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

    private ListedTransactions Listed(string[] query, DateTimeOffset queriedAt)
    {
        int? pump = query.Length > 1 && FscNumber.TryPump(query[1], out var number) ? number : null;
        lock (_lock)
            return new(pump, [.. _listed], queriedAt);
    }
}

/// <summary>A session of a site, as its link and its queries use it.</summary>
internal interface ISiteSession
{
    /// <summary>True when the site announced the method.</summary>
    bool Can(string method);

    /// <summary>Sends a query and waits for its end; see <see cref="SiteCode"/>.</summary>
    Task<int> QueryAsync(string method, string arguments);

    /// <summary>Sends a command and waits for its answer, which counts also when it is late.</summary>
    Task<int> CommandAsync(string method, string arguments);

    void Notify(string method, string arguments);

    void Quit(string reason);
}

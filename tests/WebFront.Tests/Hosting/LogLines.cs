using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Everything that a product logs, with its scopes, so that a test can look for what must never be there.</summary>
public sealed class LogLines : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider? _scopes;

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() { }

    private sealed class Writer(LogLines log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
            log._scopes?.ForEachScope((scope, _) => line += $" [{scope}]", 0);
            log._lines.Enqueue(line);
        }
    }
}

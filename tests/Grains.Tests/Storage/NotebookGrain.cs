namespace FuelGrains.Grains.Tests.Storage;

/// <summary>Keeps one text and one reminder: just enough grain to try the providers with.</summary>
[Alias("fuel.test.notebook")]
public interface INotebookGrain : IGrainWithStringKey
{
    [Alias("write")]
    Task WriteAsync(string text);

    [Alias("read")]
    Task<Page> ReadAsync();

    [Alias("clear")]
    Task ClearAsync();

    /// <summary>Ends this activation, so that the next call has to load.</summary>
    [Alias("forget")]
    Task ForgetAsync();

    [Alias("remind")]
    Task RemindAsync(TimeSpan period);

    [Alias("reminders")]
    Task<string[]> RemindersAsync();

    [Alias("unremind")]
    Task UnremindAsync();
}

/// <summary>The grain's content, and the activation that says so.</summary>
[GenerateSerializer, Immutable, Alias("fuel.test.page")]
public sealed record Page(string? Text, bool Exists, Guid Activation);

[GenerateSerializer, Alias("fuel.test.notebook-state")]
public sealed class NotebookState
{
    [Id(0)]
    public string? Text { get; set; }
}

public sealed class NotebookGrain([PersistentState("page")] IPersistentState<NotebookState> state)
    : Grain,
        INotebookGrain,
        IRemindable
{
    private const string Reminder = "look";

    private readonly Guid _activation = Guid.NewGuid();

    public Task WriteAsync(string text)
    {
        state.State.Text = text;
        return state.WriteStateAsync();
    }

    public Task<Page> ReadAsync() => Task.FromResult(new Page(state.State.Text, state.RecordExists, _activation));

    public Task ClearAsync() => state.ClearStateAsync();

    public Task ForgetAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task RemindAsync(TimeSpan period) => this.RegisterOrUpdateReminder(Reminder, dueTime: period, period);

    public async Task<string[]> RemindersAsync() => [.. (await this.GetReminders()).Select(r => r.ReminderName)];

    public async Task UnremindAsync() =>
        await this.UnregisterReminder(
            await this.GetReminder(Reminder) ?? throw new InvalidOperationException("No reminder is set.")
        );

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}

using System.Globalization;
using AsyncRL.Runs;
using Spectre.Console;

namespace AsyncRL.Cli;

/// <summary>Runs a training run for a user who watches: progress, Ctrl-C, log, and what to do next.</summary>
internal sealed class RunSession(Terminal terminal, RunFolder folder, ResolvedConfiguration configuration, bool quiet)
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(1);

    private TimeSpan nextPlainLine;

    /// <summary>Asks the run to stop and save besides Ctrl-C: what started this process has ended.</summary>
    public CancellationToken Leash { get; init; }

    public int Execute(TrainingRun run, long? stopAt, string verb)
    {
        DateTime started = DateTime.UtcNow;
        ulong seed = configuration.Options.Seed;
        File.AppendAllText(
            folder.CommandPath, $"asyncrl {ShellWords.Join(System.Environment.GetCommandLineArgs().Skip(1))}\n");
        folder.WriteMeta(seed, started, null, completed: false);
        using var log = new RunLog(terminal, folder.LogPath);
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{started:O} {verb} from step {run.Steps}"));
        if (!quiet)
        {
            string environmentOptions = configuration.EnvironmentOptions.Count == 0
                ? string.Empty
                : $" ({configuration.EnvironmentOptions})";
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{configuration.Algorithm} on {configuration.EnvironmentId}{environmentOptions}: " +
                $"{configuration.Options.Steps:N0} steps{Minutes}, {run.Players}, seed {seed}, into {folder.Path}"));
            foreach (string choice in configuration.Choices)
            {
                terminal.Out.WriteLine($"  {choice}");
            }

            int cores = System.Environment.ProcessorCount;
            if (run.Threads > cores && !configuration.Options.Deterministic)
            {
                terminal.Out.WriteLine($"Note: {run.Threads} actor threads share {cores} processors.");
            }
        }

        using var interrupt = new Interrupt(() => SaveModel(run));
        using CancellationTokenRegistration leash = Leash.Register(interrupt.Ask);
        using CancellationTokenRegistration stopping = interrupt.Token.Register(() => terminal.Error.WriteLine(
            "Stopping: steps and resets in progress are waited for, then all is saved. " +
            "Once more ends it at once, with the model alone saved."));
        run.Progress += p => Log(log, p);
        TrainingOutcome outcome;
        try
        {
            outcome = terminal.IsInteractive && !quiet
                ? WithProgressBar(run, stopAt, interrupt.Token)
                : WithPlainLines(run, stopAt, interrupt.Token);
        }
        catch (TrainingFailedException e)
        {
            Note(log, e.ToString(), started, completed: false);
            throw;
        }

        string last = Summary(outcome, configuration.Tasks.Count);
        Note(log, last, started, outcome.Completed);
        foreach (string warning in quiet ? outcome.Warnings : [])
        {
            terminal.Error.WriteLine($"Warning: {warning}");
        }

        terminal.Out.WriteLine(last);
        if (!quiet)
        {
            terminal.Out.WriteLine(outcome.Completed
                ? $"Watch it play: asyncrl watch {folder.Path}"
                : $"Continue it: asyncrl resume {folder.Path}");
        }

        return 0;
    }

    // Nothing is waited for: a step may never end.
    private void SaveModel(TrainingRun run)
    {
        try
        {
            run.Snapshot().Save(folder.InterruptedModelPath);
            terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"What was learnt until step {run.Steps:N0} is saved as a model: asyncrl watch {folder.InterruptedModelPath}"));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            terminal.Error.WriteLine($"The model could not be saved: {e.Message}");
        }
    }

    private string Minutes => configuration.Options.MaxMinutes > 0
        ? string.Create(CultureInfo.InvariantCulture, $" or {configuration.Options.MaxMinutes:0.##} minutes")
        : string.Empty;

    // A full disk must hide neither a failure nor that the model is saved.
    private void Note(RunLog log, string text, DateTime started, bool completed)
    {
        log.WriteLine(text);
        try
        {
            folder.WriteMeta(configuration.Options.Seed, started, DateTime.UtcNow, completed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"Warning: '{folder.Path}' could not be written to any more: {e.Message}");
        }
    }

    private static string Summary(TrainingOutcome outcome, int tasks) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(outcome.Completed ? "Done" : "Stopped and saved")}: {outcome.Steps:N0} steps in {outcome.Elapsed.TotalSeconds:F1} " +
        $"s, {(double.IsNaN(outcome.MeanReturn) ? NoMean(tasks) : Mean(outcome))}, model in {outcome.ModelPath}");

    private static string NoMean(int tasks) =>
        tasks == 0 ? "no training episode ended" : "of some task no training episode ended";

    private static string Mean(TrainingOutcome outcome) => string.Create(
        CultureInfo.InvariantCulture, $"mean return of the last 100 training episodes {ReturnText.Of(outcome.MeanReturn)}");

    private static void Log(RunLog log, TrainingProgress p)
    {
        if (p.Warning is not null)
        {
            log.WriteLine($"Warning: {p.Warning}");
        }

        if (p.IsReport || p.Evaluation is not null)
        {
            log.WriteLine(Line(p));
        }
    }

    /// <summary>A line of progress: "-" for what is not known yet, and no entropy where the method has none.</summary>
    internal static string Line(TrainingProgress p)
    {
        string entropy = double.IsNaN(p.Entropy)
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"entropy {p.Entropy,5:F2}  ");
        string evaluation = p.Evaluation is { } e
            ? $"  evaluation {ReturnText.Of(e.MeanReturn)} +- {ReturnText.Of(e.Ci95)}"
            : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{p.Steps,12:N0} steps  {p.StepsPerSecond,9:N0}/s  return {ReturnText.Of(p.MeanReturn),8}  " +
            $"length {ReturnText.Of(p.MeanLength),7}  {entropy}left {Duration(p.Remaining)}{evaluation}");
    }

    private static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
        : time.ToString("mm\\:ss", CultureInfo.InvariantCulture);

    private TrainingOutcome WithPlainLines(TrainingRun run, long? stopAt, CancellationToken cancellation)
    {
        if (!quiet)
        {
            run.Progress += p =>
            {
                if (p.Warning is not null)
                {
                    terminal.Error.WriteLine($"Warning: {p.Warning}");
                }

                if (p.Evaluation is not null || (p.IsReport && p.Elapsed >= nextPlainLine))
                {
                    nextPlainLine = p.Elapsed + PlainInterval;
                    terminal.Out.WriteLine(Line(p));
                }
            };
        }

        return run.Run(stopAt, cancellation);
    }

    private TrainingOutcome WithProgressBar(TrainingRun run, long? stopAt, CancellationToken cancellation) =>
        AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(
                new ProgressBarColumn { Width = 20 }, new PercentageColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                ProgressTask task = context.AddTask("starting", maxValue: configuration.Options.Steps);
                run.Progress += p =>
                {
                    double limit = configuration.Options.MaxMinutes;
                    double passed = limit > 0 ? Math.Min(1, p.Elapsed.TotalMinutes / limit) : 0;
                    task.Value = Math.Max(p.Steps, passed * configuration.Options.Steps);
                    task.Description = Markup.Escape(Line(p with { Evaluation = null }).Trim());
                    if (p.Warning is not null)
                    {
                        AnsiConsole.MarkupLineInterpolated($"[yellow]Warning: {p.Warning}[/]");
                    }

                    if (p.Evaluation is not null)
                    {
                        AnsiConsole.MarkupLineInterpolated($"{Line(p).Trim()}");
                    }
                };
                return run.Run(stopAt, cancellation);
            });
}

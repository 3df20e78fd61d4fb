using System.CommandLine;
using System.Globalization;
using AsyncRL.Studies;

namespace AsyncRL.Cli.Commands;

/// <summary>Runs a study for a user who watches: progress, Ctrl-C, the table, and what to do next.</summary>
internal sealed class StudySession(Terminal terminal, Study study, string folder)
{
    public int Execute(ParseResult parsed, string? note)
    {
        string commandLine = StudyOptions.CommandLine(parsed);
        var runner = new StudyRunner(study, folder);
        runner.RequireFitting();
        terminal.Out.WriteLine(
            $"{study.Kind} of {string.Join(", ", study.Methods)} on {string.Join(", ", study.EnvironmentIds)}: " +
            $"{study.Trials.Count} trials, into {folder}");
        if (note is not null)
        {
            terminal.Out.WriteLine($"Note: {note}");
        }

        using var interrupt = new Interrupt();
        runner.Progress += Show;
        StudyOutcome outcome = runner.Run(commandLine, interrupt.Token);
        ClearLine();
        if (outcome.Findings.Overview is { } overview)
        {
            terminal.WriteTable(overview.Header, overview.ToText());
        }

        terminal.WriteTable(outcome.Findings.Table.Header, outcome.Findings.Table.ToText());
        foreach (string sentence in outcome.Findings.Notes)
        {
            terminal.Out.WriteLine(sentence);
        }

        int unfinished = outcome.Results.Count(r => r.Outcome != TrialOutcome.Completed);
        string failures = unfinished == 0 ? string.Empty : $" ({unfinished} diverged or failed)";
        terminal.Out.WriteLine(outcome.Completed
            ? $"Done: {outcome.Results.Count} trials{failures}, report in {Path.Combine(folder, "report.md")}"
            : $"Stopped: {outcome.Results.Count} of {study.Trials.Count} trials are saved{failures}, " +
                $"report so far in {Path.Combine(folder, "report.md")}; " +
              "the same command continues with the others.");
        return 0;
    }

    private void Show(StudyProgress p)
    {
        string left = p.Remaining is { } time ? $", {Duration(time)} left" : string.Empty;
        string trial = $"trial {p.Number} of {p.Total}: {study.Describe(p.Trial)}";
        ClearLine();
        if (p.Result is { } result)
        {
            string score = result.Outcome == TrialOutcome.Completed
                ? string.Create(CultureInfo.InvariantCulture, $"score {ReturnText.Of(result.Score)}")
                : result.Outcome == TrialOutcome.Diverged ? "diverged" : $"failed ({result.Note.TrimEnd('.')})";
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{trial}: {score}, trained for {result.Seconds:F1} s ({p.Finished} finished{left})"));
        }
        else if (terminal.IsInteractive)
        {
            terminal.Out.Write($"{trial} ... {p.Finished} finished{left}");
            terminal.Out.Flush();
        }
    }

    private void ClearLine()
    {
        if (terminal.IsInteractive)
        {
            terminal.Out.Write("\r\e[K");
        }
    }

    private static string Duration(TimeSpan time) => time.TotalMinutes switch
    {
        < 1 => "less than a minute",
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
    };
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using AsyncRL.Neural;

namespace AsyncRL.Studies;

/// <summary>Writes what a study found: <c>report.md</c>, <c>table.csv</c> and the plots.</summary>
internal static class StudyReport
{
    public static void Write(
        StudyFolder folder, Study study, StudyFindings findings, IReadOnlyList<TrialResult> results, string commandLine)
    {
        foreach (StudyPlot plot in findings.Plots)
        {
            folder.WriteText(plot.FileName, plot.Plot.ToSvg());
        }

        folder.WriteText("table.csv", findings.Table.ToCsv());
        folder.WriteText("report.md", Text(folder, study, findings, results, commandLine));
    }

    private static string Text(
        StudyFolder folder, Study study, StudyFindings findings, IReadOnlyList<TrialResult> results, string commandLine)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Study: {study.Kind} on {string.Join(", ", study.EnvironmentIds)}\n\n");
        if (results.Count < study.Trials.Count)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"**{results.Count} of {study.Trials.Count} trials have finished**; " +
                $"the same command continues with the others.\n\n");
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"- Command: `{commandLine}`\n- Version: {folder.Versions}\n- Machine: {Machine()}\n\n");
        text.Append(findings.Method).Append("\n\n");
        if (findings.Overview is { } overview)
        {
            text.Append(overview.ToMarkdown()).Append('\n');
        }

        text.Append(findings.Table.ToMarkdown()).Append('\n');
        foreach (string note in findings.Notes.Concat(Unfinished(study, results)))
        {
            text.Append("- ").Append(note).Append('\n');
        }

        foreach (StudyPlot plot in findings.Plots)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n![{plot.Plot.Title}]({plot.FileName})\n");
        }

        text.Append(
            "\n`trials.csv` has one row per trial, `curves.csv` one row per evaluated policy, `table.csv` the table above, " +
            "`study.json` every option.\n");
        return text.ToString();
    }

    private static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{System.Environment.ProcessorCount} logical processors, {SimdSupport.Name}, " +
        $"{RuntimeInformation.ProcessArchitecture}, ") +
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    private static IEnumerable<string> Unfinished(Study study, IEnumerable<TrialResult> results) => results
        .Where(r => r.Outcome != TrialOutcome.Completed)
        .Select(r => $"{(r.Outcome == TrialOutcome.Diverged ? "Diverged" : "Failed")}: {study.Describe(r.Trial)}: {r.Note}");
}

using System.Globalization;

namespace AsyncRL.Studies;

/// <summary>The lines of <c>trials.csv</c> and <c>curves.csv</c>, and how they become results again.</summary>
internal static class StudyRows
{
    private const string KeyHeader = "method,threads,optimizer,learning_rate,seed";
    private const string EnvironmentHeader = "environment,";

    /// <summary>First line of <c>trials.csv</c>: one row a finished trial.</summary>
    public static string TrialHeader(IEnumerable<StudyTrial> trials) => KeyHeaderOf(trials) + ",outcome,steps,seconds,score,note";

    /// <summary>First line of <c>curves.csv</c>: one row per evaluated snapshot.</summary>
    public static string PointHeader(IEnumerable<StudyTrial> trials) =>
        KeyHeaderOf(trials) + ",steps,seconds,score,gradient_variance,plain_variance,baseline_variance";

    /// <summary>A result as a line of <c>trials.csv</c>.</summary>
    public static string TrialLine(TrialResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Trial.Key},{OptionEntry.SnakeCase($"{result.Outcome}")},{result.Steps}," +
        $"{result.Seconds:F4},{result.Score:R},{OneCell(result.Note)}\n");

    /// <summary>A result's snapshots as lines of <c>curves.csv</c>.</summary>
    public static string PointLines(TrialResult result) => string.Concat(result.Points.Select(p => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Trial.Key},{p.Steps},{p.Seconds:F4}," +
        $"{p.Score:R},{p.GradientVariance:R},{p.PlainVariance:R},{p.BaselineVariance:R}\n")));

    /// <summary>Puts the results of trials together; rows of others are left out.</summary>
    /// <param name="trials">The trials of the study.</param>
    /// <param name="trialText">The text of <c>trials.csv</c>.</param>
    /// <param name="pointText">The text of <c>curves.csv</c>.</param>
    /// <returns>Finished trials in the order of the study.</returns>
    /// <exception cref="FormatException">A line is damaged; a last one that a kill has cut is not read at all.</exception>
    public static IReadOnlyList<TrialResult> Read(IReadOnlyList<StudyTrial> trials, string trialText, string pointText)
    {
        int keys = KeyHeaderOf(trials).Split(',').Length;
        ILookup<string, StudyPoint> points =
            WholeLines(pointText).Select(cells => ReadPoint(cells, keys)).ToLookup(p => p.Key, p => p.Point);
        var rows = new Dictionary<string, string[]>();
        foreach (string[] cells in WholeLines(trialText))
        {
            rows[KeyOf(cells, keys)] = cells;
        }

        return [.. trials.Where(t => rows.ContainsKey(t.Key)).Select(t => ReadTrial(t, rows[t.Key], [.. points[t.Key]], keys))];
    }

    // Only studies of several environments tell it in their rows.
    private static string KeyHeaderOf(IEnumerable<StudyTrial> trials) =>
        trials.Any(t => t.EnvironmentId is not null) ? EnvironmentHeader + KeyHeader : KeyHeader;

    // What follows the last line feed was being written when the process was killed; cut in a number it would still look like
    // one.
    private static IEnumerable<string[]> WholeLines(string text) =>
        text.Split('\n')[..^1].Skip(1).Select(line => line.Split(','));

    private static TrialResult ReadTrial(StudyTrial trial, string[] cells, StudyPoint[] points, int keys)
    {
        RequireCells(cells, keys + 5);
        TrialOutcome outcome = Enum.GetValues<TrialOutcome>().Where(o => OptionEntry.SnakeCase($"{o}") == cells[keys])
            .Select(o => (TrialOutcome?)o).FirstOrDefault() ?? throw Damaged(cells);
        return new TrialResult(
            trial, outcome, Whole(cells, keys + 1), Number(cells, keys + 2), Number(cells, keys + 3), cells[keys + 4], points);
    }

    private static (string Key, StudyPoint Point) ReadPoint(string[] cells, int keys)
    {
        // Studies begun before variances were measured have fewer cells.
        RequireCells(cells, cells.Length - keys is 3 or 4 ? cells.Length : keys + 6);
        double Variance(int index) => index < cells.Length ? Number(cells, index) : double.NaN;
        return (KeyOf(cells, keys), new StudyPoint(
            Whole(cells, keys), Number(cells, keys + 1), Number(cells, keys + 2), Variance(keys + 3),
            Variance(keys + 4), Variance(keys + 5)));
    }

    private static string KeyOf(string[] cells, int keys) => string.Join(',', cells.Take(keys));

    private static void RequireCells(string[] cells, int count)
    {
        if (cells.Length != count)
        {
            throw Damaged(cells);
        }
    }

    private static long Whole(string[] cells, int index) =>
        long.TryParse(cells[index], NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Damaged(cells);

    private static double Number(string[] cells, int index) =>
        double.TryParse(cells[index], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Damaged(cells);

    private static FormatException Damaged(string[] cells) => new($"the line '{string.Join(',', cells)}' cannot be read");

    // Notes are sentences of other parts of the program; quoting them would make every reader of the file need a CSV parser.
    private static string OneCell(string note) => note.Replace(',', ';').Replace('\r', ' ').Replace('\n', ' ');
}

using System.Text;
using AsyncRL.Serialization;

namespace AsyncRL.Studies;

/// <summary>
/// A study's folder while one process works on it: <c>study.json</c> (settings), <c>trials.csv</c> and <c>curves.csv</c>
/// (appended to after every trial), and what is written out of them at the end: <c>report.md</c>, <c>table.csv</c> and plots.
/// </summary>
internal sealed class StudyFolder : IDisposable
{
    private const string SettingsName = "study.json";

    private readonly Study study;
    private readonly string path;
    private readonly FileStream claim;
    private readonly Dictionary<string, TrialResult> results = [];

    private StudyFolder(Study study, string path, FileStream claim)
    {
        this.study = study;
        this.path = path;
        this.claim = claim;
    }

    /// <summary>Finished trials, in the order of the study.</summary>
    public IReadOnlyList<TrialResult> Results =>
        [.. study.Trials.Where(t => results.ContainsKey(t.Key)).Select(t => results[t.Key])];

    /// <summary>Versions of the program that trained the trials, separated by commas.</summary>
    public string Versions { get; private set; } = ProductVersion.Current;

    /// <summary>Begins a study in a new or empty folder, or goes on with the one that is there.</summary>
    /// <param name="study">The study.</param>
    /// <param name="path">The folder.</param>
    /// <returns>The folder, claimed for this process until disposed.</returns>
    /// <exception cref="StudyException">It holds something else, a study of other settings, a damaged one, or another process
    /// works on it.</exception>
    public static StudyFolder Open(Study study, string path)
    {
        bool begun = File.Exists(Path.Combine(path, SettingsName));
        if (File.Exists(path) || (!begun && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new StudyException($"'{path}' is not empty and holds no study; name another folder with --out.");
        }

        if (begun)
        {
            StudySettings.RequireSame(study, File.ReadAllText(Path.Combine(path, SettingsName)), path);
        }

        Directory.CreateDirectory(path);
        var folder = new StudyFolder(study, path, Claim(path));
        try
        {
            folder.Load();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a finished trial: its snapshots first, so that a trial with a row has all of them.</summary>
    public void Add(TrialResult result)
    {
        results[result.Trial.Key] = result;
        Append("curves.csv", StudyRows.PointLines(result));
        Append("trials.csv", StudyRows.TrialLine(result));
    }

    /// <summary>Rewrites both files, in the order of the study instead of that of finishing.</summary>
    public void Rewrite()
    {
        WriteText("curves.csv", StudyRows.PointHeader(study.Trials) + "\n" + string.Concat(Results.Select(StudyRows.PointLines)));
        WriteText("trials.csv", StudyRows.TrialHeader(study.Trials) + "\n" + string.Concat(Results.Select(StudyRows.TrialLine)));
    }

    /// <summary>Writes a file; it appears whole or not at all.</summary>
    public void WriteText(string name, string text) => AtomicFile.WriteText(Path.Combine(path, name), text);

    /// <inheritdoc/>
    public void Dispose() => claim.Dispose();

    private void Load()
    {
        AtomicFile.DeleteLeftovers(path);
        try
        {
            foreach (TrialResult result in StudyRows.Read(study.Trials, ReadText("trials.csv"), ReadText("curves.csv")))
            {
                results[result.Trial.Key] = result;
            }
        }
        catch (FormatException e)
        {
            throw new StudyException(
                $"The study in '{path}' is damaged: {e.Message}; delete that line, or name another folder with --out.");
        }

        if (ReadText(SettingsName) is { Length: > 0 } json)
        {
            Versions = StudySettings.Versions(json, goesOn: results.Count < study.Trials.Count);
        }

        WriteText(SettingsName, StudySettings.ToJson(study, Versions));

        // Drops a torn last line, and snapshots of a trial that never got its row.
        Rewrite();
    }

    private string ReadText(string name) =>
        File.Exists(Path.Combine(path, name)) ? File.ReadAllText(Path.Combine(path, name)) : string.Empty;

    private void Append(string name, string lines)
    {
        using var stream = new FileStream(Path.Combine(path, name), FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Encoding.UTF8.GetBytes(lines));
        stream.Flush(flushToDisk: true);
    }

    private static FileStream Claim(string path)
    {
        try
        {
            return new FileStream(
                Path.Combine(path, "study.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(Path.Combine(path, "study.lock")))
        {
            throw new StudyException(
                $"Another process works on the study in '{path}'; wait for it, or name another folder with --out.");
        }
    }
}

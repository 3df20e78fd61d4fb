using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Serialization;

namespace AsyncRL.Runs;

/// <summary>A run's folder and the names of what lies in it.</summary>
public sealed class RunFolder
{
    private const string Extension = ".safetensors", CrashName = "crash";
    private const int LongestName = 60;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private RunClaim? claim;
    private int claims;

    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Options with their sources.</summary>
    public string ConfigPath => In("config.json");

    /// <summary>The command line that made the run, and those that resumed it.</summary>
    public string CommandPath => In("command.txt");

    /// <summary>Version, machine, times.</summary>
    public string MetaPath => In("meta.json");

    /// <summary>What the program said.</summary>
    public string LogPath => In("log.txt");

    /// <summary>One row per report.</summary>
    public string ProgressCsvPath => In("progress.csv");

    /// <summary>One JSON object a report.</summary>
    public string ProgressJsonPath => In("progress.json");

    /// <summary>One row per training episode, or fewer: <c>report.monitor_every</c>, <c>report.monitor_rows</c>.</summary>
    public string MonitorCsvPath => In("monitor.csv");

    /// <summary>One row per evaluation.</summary>
    public string EvalCsvPath => In("eval.csv");

    /// <summary>The model of the best evaluation.</summary>
    public string BestModelPath => In("best_model" + Extension);

    /// <summary>The model at the end; also a checkpoint.</summary>
    public string FinalModelPath => In("final_model" + Extension);

    /// <summary>The model of a run that was ended while it waited for a step that took too long; no checkpoint.</summary>
    public string InterruptedModelPath => In("interrupted_model" + Extension);

    private string CheckpointsPath => In("checkpoints");

    /// <summary>Makes the next free folder <c>root/algorithm/environment_n</c>.</summary>
    /// <param name="root">Usually "runs".</param>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="environmentId">Id of the environment; a slash becomes a dash.</param>
    /// <returns>The folder.</returns>
    public static RunFolder CreateNext(string root, string algorithm, string environmentId)
    {
        string parent = System.IO.Path.Combine(root, algorithm);
        Make(parent);
        for (int n = 1; ; n++)
        {
            string path = System.IO.Path.Combine(
                parent, string.Create(CultureInfo.InvariantCulture, $"{FileName(environmentId)}_{n}"));
            string claim = path + ".claim";
            if (Directory.Exists(path))
            {
                continue;
            }

            try
            {
                // Two processes may look for the next number at once: only one of them can create the claim.
                using (new FileStream(claim, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
                {
                    if (!Directory.Exists(path))
                    {
                        return CreateAt(path, force: false);
                    }
                }
            }
            catch (IOException) when (File.Exists(claim) || Directory.Exists(path))
            {
            }
        }
    }

    /// <summary>Makes exactly this folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="force">Whether the files of an earlier run in it are deleted; other files stay.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="RunFolderException">It is a file, it is not empty and not forced or holds no run, or a run is being
    /// trained in it.</exception>
    public static RunFolder CreateAt(string path, bool force)
    {
        if (File.Exists(path))
        {
            throw new RunFolderException($"'{path}' is a file; name a folder.");
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(p => !RunClaim.Owns(p)))
        {
            if (!force)
            {
                throw new RunFolderException(
                    new RunFolder(path).HoldsModel
                        ? $"The folder '{path}' holds a run with a trained model; go on with that (asyncrl resume {path}), or " +
                            "name another folder."
                        : $"The folder '{path}' is not empty; name another.");
            }

            using RunClaim claim = RunClaim.Take(path);
            RemoveRun(path);
        }

        var folder = new RunFolder(path);
        Make(folder.CheckpointsPath);
        return folder;
    }

    /// <summary>Opens the folder of an existing run.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="RunFolderException">There is none, or it is no run.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        if (!Directory.Exists(path))
        {
            throw new RunFolderException($"There is no folder '{path}'.");
        }

        if (!File.Exists(folder.ConfigPath))
        {
            throw new RunFolderException($"The folder '{path}' is not a run: it has no config.json.");
        }

        return folder;
    }

    /// <summary>Whether a run that can be resumed lies in a folder.</summary>
    /// <param name="path">The folder.</param>
    internal static bool HasCheckpoint(string path)
    {
        var folder = new RunFolder(path);
        return File.Exists(folder.ConfigPath) && (File.Exists(folder.FinalModelPath) || folder.Checkpoints().Count > 0);
    }

    /// <summary>Whether something that was learnt lies in the folder.</summary>
    internal bool HoldsModel => File.Exists(BestModelPath) || File.Exists(FinalModelPath) || Checkpoints().Count > 0;

    /// <summary>
    /// Takes the folder for training, so that no other process trains in it meanwhile; whoever only reads it need not.
    /// <see cref="TrainingRun.Run"/> does so itself.
    /// </summary>
    /// <returns>Gives it back when disposed of; a process that ends, however it ends, gives it back too.</returns>
    /// <exception cref="RunFolderException">Another process, or another run of this one, trains in it.</exception>
    public IDisposable Claim()
    {
        claim ??= RunClaim.Take(Path);
        claims++;
        return new Claimed(this);
    }

    /// <summary>The run's configuration.</summary>
    /// <returns>What <c>config.json</c> holds.</returns>
    /// <exception cref="RunFolderException">It is damaged.</exception>
    public ResolvedConfiguration ReadConfiguration()
    {
        try
        {
            return ResolvedConfiguration.FromJson(File.ReadAllText(ConfigPath));
        }
        catch (FormatException e)
        {
            throw new RunFolderException(
                $"The run '{Path}' is damaged: {e.Message.TrimEnd('.')}. {WithoutConfiguration()}");
        }
    }

    // Each model file says by itself what it plays and how.
    private string WithoutConfiguration()
    {
        string? model = File.Exists(FinalModelPath) ? FinalModelPath
            : Checkpoints() is [.., var newest] ? newest.Path
            : File.Exists(BestModelPath) ? BestModelPath
            : null;
        return "Put a copy of it back, or begin the same training in another folder (command.txt has the command line) and " +
            "take the config.json from there." +
            (model is null ? string.Empty : $" What was learnt can be played without it, such as '{model}'.");
    }

    /// <summary>Writes the run's configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    public void WriteConfiguration(ResolvedConfiguration configuration) =>
        AtomicFile.WriteText(ConfigPath, configuration.ToJson());

    /// <summary>Where the checkpoint of a step lies.</summary>
    /// <param name="steps">Global steps.</param>
    /// <returns>The path.</returns>
    public string CheckpointPath(long steps)
    {
        string environment;
        try
        {
            environment = File.Exists(ConfigPath) ? FileName(ReadConfiguration().EnvironmentId) : "model";
        }
        catch (Exception e) when (e is RunFolderException or IOException or UnauthorizedAccessException)
        {
            // The name of the file must not cost what it holds.
            environment = "model";
        }

        return System.IO.Path.Combine(
            CheckpointsPath, string.Create(CultureInfo.InvariantCulture, $"{environment}_{steps}_steps{Extension}"));
    }

    /// <summary>The periodic checkpoints, oldest first.</summary>
    /// <returns>Steps and paths.</returns>
    public IReadOnlyList<(long Steps, string Path)> Checkpoints() => !Directory.Exists(CheckpointsPath) ? [] :
    [
        .. Directory.EnumerateFiles(CheckpointsPath, "*_steps" + Extension)
            .Select(p => (Steps: StepsIn(p), Path: p))
            .Where(c => c.Steps >= 0)
            .OrderBy(c => c.Steps),
    ];

    /// <summary>
    /// Deletes all but the newest checkpoints, and half-written ones. Only the process that trains the run may call it.
    /// </summary>
    /// <param name="keep">How many to keep.</param>
    internal void PruneCheckpoints(int keep)
    {
        AtomicFile.DeleteLeftovers(Path);
        AtomicFile.DeleteLeftovers(CheckpointsPath);
        foreach ((_, string path) in Checkpoints().SkipLast(keep))
        {
            File.Delete(path);
        }
    }

    /// <summary>Keeps the text of a crash.</summary>
    /// <param name="text">The whole exception.</param>
    internal void WriteCrash(string text)
    {
        string folder = In(CrashName);
        Directory.CreateDirectory(folder);
        string name = string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyyMMdd-HHmmss}.txt");
        AtomicFile.WriteText(System.IO.Path.Combine(folder, name), text);
    }

    /// <summary>Writes what is known of the program and the machine.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="started">When it began.</param>
    /// <param name="ended">When it ended; null while it goes on.</param>
    /// <param name="completed">Whether it reached its number of steps.</param>
    public void WriteMeta(ulong seed, DateTime started, DateTime? ended, bool completed) =>
        AtomicFile.WriteText(MetaPath, new JsonObject
        {
            ["version"] = ProductVersion.Current,
            ["os"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
            ["architecture"] = $"{System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture}",
            ["runtime"] = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
            ["processors"] = System.Environment.ProcessorCount,
            ["simd"] = Neural.SimdSupport.Name,
            ["seed"] = seed,
            ["started"] = started.ToString("O", CultureInfo.InvariantCulture),
            ["ended"] = ended?.ToString("O", CultureInfo.InvariantCulture),
            ["completed"] = completed,
        }.ToJsonString(Indented));

    // Only what a run writes: --force on the wrong folder must not delete a user's other files, many of which have a config.json
    // too.
    private static void RemoveRun(string path)
    {
        var earlier = new RunFolder(path);
        try
        {
            _ = earlier.ReadConfiguration();
        }
        catch (Exception e) when (e is RunFolderException or IOException)
        {
            throw new RunFolderException(
                $"The folder '{path}' holds something else than a run, so it is not replaced; name another.");
        }

        foreach (string folder in new[] { earlier.CheckpointsPath, earlier.In(CrashName) }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        string[] files =
        [
            earlier.CommandPath, earlier.MetaPath, earlier.LogPath, earlier.ProgressCsvPath, earlier.ProgressJsonPath,
            earlier.MonitorCsvPath, earlier.EvalCsvPath, earlier.BestModelPath, earlier.FinalModelPath,
            earlier.InterruptedModelPath,
            .. Directory.EnumerateFiles(path, "events.out.tfevents.*"),
            earlier.In("cluster.txt"), earlier.In("cluster.json"), earlier.In("cluster.key"),
        ];
        foreach (string file in files)
        {
            File.Delete(file);
        }

        AtomicFile.DeleteLeftovers(path);

        // Last, so that a replacement that was interrupted can be begun again.
        File.Delete(earlier.ConfigPath);
    }

    // The ids of many tasks together are longer than a file's name may be.
    private static string FileName(string environmentId)
    {
        string[] tasks = environmentId.Split('+');
        string name = environmentId.Length <= LongestName || tasks.Length == 1 ? environmentId
            : string.Create(CultureInfo.InvariantCulture, $"{tasks[0]}+{tasks.Length - 1}");
        return Cleaned(name);
    }

    private static string Cleaned(string name) => string.Concat(
        name.Select(c => c is '/' or '\\' or ':' || System.IO.Path.GetInvalidFileNameChars().Contains(c) ? '-' : c));

    private static void Make(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException(
                $"The folder '{path}' cannot be made: {e.Message.TrimEnd('.')}. Name one that can be written to.");
        }
    }

    private static long StepsIn(string path)
    {
        string[] parts = System.IO.Path.GetFileName(path).Split('_');
        return parts.Length >= 3 && long.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out long steps)
            ? steps
            : -1;
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private void Release()
    {
        if (--claims == 0)
        {
            claim?.Dispose();
            claim = null;
        }
    }

    private sealed class Claimed(RunFolder folder) : IDisposable
    {
        private RunFolder? folder = folder;

        public void Dispose() => Interlocked.Exchange(ref folder, null)?.Release();
    }
}

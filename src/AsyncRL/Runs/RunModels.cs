using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Serialization;

namespace AsyncRL.Runs;

/// <summary>Finds the model that somebody means by a run and a word.</summary>
public static class RunModels
{
    private const int MostAttempts = 10;

    /// <summary>Loads the model of a run's folder, or a model file.</summary>
    /// <param name="run">A run's folder, or a .safetensors file.</param>
    /// <param name="which">best, last, final, a number of steps, or null: final, unless the run has gone on beyond it, or
    /// last.</param>
    /// <exception cref="RunFolderException">There is no such run, or no such model of it, or one of a file is asked
    /// for.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged, or no model.</exception>
    public static TrainedPolicy Load(string run, string? which = null)
    {
        if (File.Exists(run))
        {
            return which is null ? TrainedPolicy.Load(run) : throw new RunFolderException(
                $"'{run}' is a model, which has no checkpoints; leave checkpoint {which} out, or name a run's folder.");
        }

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return TrainedPolicy.Load(Find(RunFolder.Open(run), which));
            }
            catch (FileNotFoundException) when (attempt < MostAttempts)
            {
                // A process that trains the run has deleted the checkpoint since; there is a newer one.
            }
        }
    }

    /// <summary>
    /// Everything the run can be taken up from, newest first. A run that was gone on with and stopped again has checkpoints newer
    /// than its final model.
    /// </summary>
    /// <param name="folder">The run's folder.</param>
    public static IReadOnlyList<string> NewestFirst(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        IReadOnlyList<(long Steps, string Path)> checkpoints = folder.Checkpoints();
        List<string> newest = [.. checkpoints.Select(c => c.Path).Reverse()];
        if (File.Exists(folder.FinalModelPath))
        {
            long? final = StepsOf(folder.FinalModelPath);
            int newer = checkpoints.Reverse().TakeWhile(c => final is null || c.Steps > final).Count();
            newest.Insert(newer, folder.FinalModelPath);
        }

        return newest;
    }

    private static string Find(RunFolder folder, string? which)
    {
        IReadOnlyList<(long Steps, string Path)> checkpoints = folder.Checkpoints();
        string? last = checkpoints is [.., var newest] ? newest.Path : null;
        string? final = File.Exists(folder.FinalModelPath) ? folder.FinalModelPath : null;
        string? found = which switch
        {
            null => NewestFirst(folder) is [var first, ..] ? first : null,
            "best" => File.Exists(folder.BestModelPath) ? folder.BestModelPath : null,
            "final" => final,
            "last" => last ?? final,
            _ when long.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out long steps) =>
                checkpoints.FirstOrDefault(c => c.Steps == steps).Path
                ?? (final is not null && StepsOf(final) == steps ? final : null),
            _ => throw new RunFolderException($"checkpoint: '{which}' is not best, last, final or a number of steps."),
        };
        return found ?? throw new RunFolderException(
            $"The run '{folder.Path}' has no {Missing(which)}; its checkpoints are at " +
            $"{(checkpoints.Count == 0 ? "no step" : string.Join(", ", checkpoints.Select(c => c.Steps)))}.");
    }

    private static string Missing(string? which) => which switch
    {
        null => "model yet",
        "best" or "final" or "last" => $"{which} model",
        _ => $"checkpoint of step {which}",
    };

    // Null when the file is damaged: it is then tried after everything else.
    private static long? StepsOf(string path)
    {
        try
        {
            return TrainedPolicy.Load(path).Description.Steps;
        }
        catch (Exception e) when (e is CheckpointFormatException or FileNotFoundException)
        {
            return null;
        }
    }
}

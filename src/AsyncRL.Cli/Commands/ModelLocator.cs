using System.Globalization;
using AsyncRL.Policies;
using AsyncRL.Serialization;

namespace AsyncRL.Cli.Commands;

/// <summary>Finds the model that a user means by a run and a word.</summary>
internal static class ModelLocator
{
    /// <summary>Loads the model of a run's folder, or a model file.</summary>
    /// <param name="run">A run's folder, or a .safetensors file.</param>
    /// <param name="which">best, last, final, a number of steps, or null: final if there is one, else last.</param>
    public static TrainedPolicy Load(string run, string? which)
    {
        if (File.Exists(run))
        {
            return TrainedPolicy.Load(run);
        }

        return TrainedPolicy.Load(Find(RunFolder.Open(run), which));
    }

    private static string Find(RunFolder folder, string? which)
    {
        IReadOnlyList<(long Steps, string Path)> checkpoints = folder.Checkpoints();
        string? last = checkpoints.Count > 0 ? checkpoints[^1].Path : null;
        string? final = File.Exists(folder.FinalModelPath) ? folder.FinalModelPath : null;
        string? found = which switch
        {
            null => final ?? last,
            "best" => File.Exists(folder.BestModelPath) ? folder.BestModelPath : null,
            "final" => final,
            "last" => last ?? final,
            _ when long.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out long steps) =>
                checkpoints.FirstOrDefault(c => c.Steps == steps).Path,
            _ => throw new UsageException($"--checkpoint: '{which}' is not best, last, final or a number of steps."),
        };
        return found ?? throw new UsageException(
            $"The run '{folder.Path}' has no {which ?? "model yet"}; its checkpoints are at " +
            $"{(checkpoints.Count == 0 ? "no step" : string.Join(", ", checkpoints.Select(c => c.Steps)))}.");
    }
}

using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Serialization;

namespace AsyncRL.Runs;

/// <summary>The model of a run's best evaluation, whose score is in its file.</summary>
internal static class BestModel
{
    private const string ScoreKey = "evaluation.mean_return";

    public static void Save(TrainedPolicy policy, string path, double score)
    {
        Dictionary<string, string> metadata = policy.Description.ToMetadata();
        metadata[ScoreKey] = score.ToString("R", CultureInfo.InvariantCulture);
        SafetensorsWriter.Write(path, policy.Tensors(), metadata);
    }

    /// <summary>What the model in a file scored.</summary>
    /// <param name="path">The file.</param>
    /// <param name="otherwise">The score if the file does not say, as those of earlier versions.</param>
    /// <returns>The score; minus infinity if there is no model to be read, so that any replaces it.</returns>
    public static double ScoreIn(string path, double otherwise)
    {
        try
        {
            return !SafetensorsFile.Read(path).Metadata.TryGetValue(ScoreKey, out string? text) ? otherwise
                : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double score) ? score
                : otherwise;
        }
        catch (Exception e) when (e is IOException or CheckpointFormatException)
        {
            return double.NegativeInfinity;
        }
    }
}

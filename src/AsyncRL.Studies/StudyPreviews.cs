using AsyncRL.Environments;

namespace AsyncRL.Studies;

/// <summary>What a study's environment shows, by the environment's options. Safe to share.</summary>
internal sealed class StudyPreviews
{
    private readonly Dictionary<string, EnvironmentPreview> previews = [];

    /// <summary>The preview of an environment, which holds no instance of it any more.</summary>
    /// <param name="id">Id of the environment.</param>
    /// <param name="options">Its options.</param>
    public EnvironmentPreview Of(string id, EnvironmentOptions options)
    {
        lock (previews)
        {
            string key = $"{id} {options}";
            if (!previews.TryGetValue(key, out EnvironmentPreview? preview))
            {
                preview = new EnvironmentPreview(() => EnvironmentRegistry.Default.Make(id, options));
                _ = preview.ObservationSpace;
                preview.Dispose();
                previews[key] = preview;
            }

            return preview;
        }
    }
}

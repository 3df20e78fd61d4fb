using System.Text.Json;
using AsyncRL.Cluster.Hub;
using AsyncRL.Runs;

namespace AsyncRL.Cluster;

/// <summary>What a run that is trained by several processes keeps in its folder besides what every run does.</summary>
public static class ClusterFiles
{
    private const string PlaceName = "cluster.txt", StatusName = "cluster.json", KeyName = "cluster.key";
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Where the processes of a run were when it was trained last; null for a run of one process.</summary>
    /// <param name="folder">The run.</param>
    public static ClusterPlace? PlaceOf(RunFolder folder)
    {
        string path = In(folder, PlaceName);
        return File.Exists(path) ? ClusterPlace.Parse(File.ReadAllText(path).Trim()) : null;
    }

    /// <summary>Keeps where the processes of a run are, for a resume.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="place">The place.</param>
    public static void Remember(RunFolder folder, ClusterPlace place) => File.WriteAllText(In(folder, PlaceName), $"{place}\n");

    /// <summary>How a run's cluster was when its learner told last.</summary>
    /// <param name="folder">The run.</param>
    /// <returns>The status; null where there is none.</returns>
    public static ClusterStatus? StatusOf(RunFolder folder)
    {
        string path = In(folder, StatusName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ClusterStatus>(File.ReadAllText(path)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps how the cluster is. What cannot be written is of no use a second later.</summary>
    internal static void Write(RunFolder folder, ClusterStatus status)
    {
        string path = In(folder, StatusName), temporary = path + ".new";
        try
        {
            File.WriteAllText(temporary, JsonSerializer.Serialize(status, Readable));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is full, or the folder has gone: the run's own files tell of that.
        }
    }

    /// <summary>Where the keys of a run are.</summary>
    internal static string KeysOf(RunFolder folder) => In(folder, KeyName);

    private static string In(RunFolder folder, string name)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Path.Combine(folder.Path, name);
    }
}

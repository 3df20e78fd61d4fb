using System.Text.Json;
using AsyncRL.Atari.Games;

namespace AsyncRL.Atari.Roms;

/// <summary>Where ROMs are looked for, and which file holds a game.</summary>
internal static class RomSearch
{
    /// <summary>The environment variable that names folders, separated as in PATH.</summary>
    public const string Variable = "ASYNCRL_ROMS";

    private const string Key = "roms";

    /// <summary>Where <c>asyncrl atari import</c> puts ROMs.</summary>
    public static string ImportFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "asyncrl", "roms");

    /// <summary>The user's settings: a JSON object whose <c>roms</c> names a folder.</summary>
    public static string SettingsPath => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "asyncrl", "settings.json");

    /// <summary>The folders that are searched, the first that holds a game wins.</summary>
    /// <param name="roms">The environment option: one folder, or a file; null or empty for the usual places.</param>
    /// <exception cref="InvalidDataException">The settings file cannot be read.</exception>
    public static IReadOnlyList<string> Folders(string? roms) => !string.IsNullOrEmpty(roms)
        ? [Path.GetFullPath(roms)]
        :
        [
            .. (Environment.GetEnvironmentVariable(Variable) ?? string.Empty).Split(
                Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            .. FromSettings(),
            ImportFolder,
            .. PythonPackages(),
        ];

    /// <summary>The file that holds a game: by its contents, else by its name.</summary>
    /// <param name="game">The game.</param>
    /// <param name="roms">The environment option.</param>
    /// <returns>The path; null where there is none.</returns>
    public static string? Find(Game game, string? roms)
    {
        IReadOnlyList<string> folders = Folders(roms);
        if (folders is [var single] && File.Exists(single))
        {
            return single;
        }

        IEnumerable<string?> byContents = folders.Select(f => RomFolder.Of(f)?.Paths.GetValueOrDefault(game.Md5));
        IEnumerable<string?> byName = folders.Select(f => RomFolder.Named(f, game.Id));
        return byContents.Concat(byName).FirstOrDefault(p => p is not null);
    }

    /// <summary>What is missing for a game, in one sentence.</summary>
    /// <param name="game">The game.</param>
    /// <param name="roms">The environment option.</param>
    public static string Missing(Game game, string? roms) => string.IsNullOrEmpty(roms)
        ? $"its ROM, {game.Id}.bin (MD5 {game.Md5}), is nowhere to be found; if you own it, give its folder with " +
            $"--env-set roms=DIR or {Variable}, or copy it once and for all with 'asyncrl atari import DIR'"
        : $"its ROM, {game.Id}.bin (MD5 {game.Md5}), is not in '{roms}'; name the folder that holds it, or the file itself";

    private static IEnumerable<string> FromSettings()
    {
        string path = SettingsPath;
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using JsonDocument settings = JsonDocument.Parse(File.ReadAllText(path));
            return settings.RootElement.TryGetProperty(Key, out JsonElement folder) && folder.GetString() is { Length: > 0 } named
                ? [named] : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(
                $"The settings file '{path}' cannot be read: {e.Message.TrimEnd('.')}. It should hold " +
                $"{{ \"{Key}\": \"DIR\" }}.", e);
        }
    }

    // ale-py keeps its ROMs in its own folder among Python's packages.
    private static IEnumerable<string> PythonPackages()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string?[] roots =
        [
            Environment.GetEnvironmentVariable("VIRTUAL_ENV"), Environment.GetEnvironmentVariable("CONDA_PREFIX"),
            Path.Combine(home, ".local"), "/usr/local", "/usr",
        ];
        foreach (string root in roots.OfType<string>())
        {
            string windows = Path.Combine(root, "Lib", "site-packages", "ale_py", "roms");
            if (Directory.Exists(windows))
            {
                yield return windows;
            }

            string lib = Path.Combine(root, "lib");
            foreach (string version in Directory.Exists(lib) ? Directory.EnumerateDirectories(lib, "python3*") : [])
            {
                foreach (string packages in (string[])["site-packages", "dist-packages"])
                {
                    string folder = Path.Combine(version, packages, "ale_py", "roms");
                    if (Directory.Exists(folder))
                    {
                        yield return folder;
                    }
                }
            }
        }
    }
}

using System.Text.Json;
using AsyncRL.Atari.Games;
using AsyncRL.Atari.Hardware;

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

    /// <summary>The usual places; the first that holds a game wins.</summary>
    /// <exception cref="InvalidDataException">The settings file cannot be read.</exception>
    public static IReadOnlyList<string> Folders =>
    [
        .. (Environment.GetEnvironmentVariable(Variable) ?? string.Empty).Split(
            Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(AtHome),
        .. FromSettings().Select(AtHome),
        ImportFolder,
        .. PythonPackages(),
    ];

    /// <summary>The file that holds a game: by its contents, else by its name.</summary>
    /// <param name="game">The game.</param>
    /// <param name="roms">The environment option: a folder or a file, looked at before the usual places; or null.</param>
    /// <returns>The path; null where there is none.</returns>
    public static string? Find(Game game, string? roms)
    {
        if (string.IsNullOrEmpty(roms))
        {
            return FindIn(Folders, game);
        }

        // A run keeps the option, but may go on elsewhere.
        string named = AtHome(roms);
        return File.Exists(named) ? named : FindIn([named], game) ?? FindIn(Folders, game);
    }

    /// <summary>The ROM of a game, or of an edition of it that is not known.</summary>
    /// <param name="game">The game.</param>
    /// <param name="roms">The environment option.</param>
    /// <returns>Its contents, unpacked: those of a cartridge that is emulated.</returns>
    /// <exception cref="InvalidDataException">There is none, or what is there is no cartridge, one that is not emulated, or
    /// another game. The message is what is said of the game: one sentence, without its full stop.</exception>
    public static byte[] Read(Game game, string? roms) =>
        ReadFile(game, Find(game, roms) ?? throw new InvalidDataException(Missing(game, roms)));

    /// <summary>The file in the usual places that a game is played from; null where there is none.</summary>
    public static string? Playable(Game game)
    {
        if (Find(game, null) is not { } path)
        {
            return null;
        }

        try
        {
            ReadFile(game, path);
            return path;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] ReadFile(Game game, string path)
    {
        try
        {
            byte[] rom = RomFile.Read(path);
            string md5 = RomFile.Md5(rom);
            if (md5 != game.Md5 && GameCatalog.ByMd5(md5) is { } other)
            {
                throw new InvalidDataException($"it holds {other.Id}; name the folder or the file that holds {game.Id}");
            }

            CartridgeDetection.Detect(rom);
            return rom;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            throw new InvalidDataException($"the file '{path}' is not its ROM: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static string? FindIn(IReadOnlyList<string> folders, Game game)
    {
        IEnumerable<string?> byContents = folders.Select(f => RomFolder.Of(f)?.Holding(game.Md5));
        IEnumerable<string?> byName = folders.Select(f => RomFolder.Of(f)?.Named(game.Id));
        return byContents.Concat(byName).FirstOrDefault(p => p is not null);
    }

    private static string Missing(Game game, string? roms)
    {
        string where = string.IsNullOrEmpty(roms) ? "nowhere to be found" : $"not in '{roms}', nor in the usual places";
        return $"its ROM, {game.Id}.bin (MD5 {game.Md5}), is {where}; if you own it, give its folder with --env-set roms=DIR " +
            $"or {Variable}, or copy it once and for all with 'asyncrl atari import DIR'";
    }

    // Shells expand ~ at the beginning of a word only.
    private static string AtHome(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..])
        : Path.GetFullPath(path);

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

using System.Buffers;
using System.Text.Json;
using AsyncRL.Atari;
using AsyncRL.Environments;
using AsyncRL.Search;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Native;

/// <summary>All environments that the library offers, and what they are as JSON.</summary>
internal static class Catalog
{
    private static readonly Lazy<EnvironmentRegistry> Worlds =
        new(() => SearchEnvironments.AddTo(AtariEnvironments.AddTo(EnvironmentRegistry.Default)));

    /// <summary>The environments.</summary>
    public static EnvironmentRegistry Registry => Worlds.Value;

    /// <summary>
    /// One object for each environment, in the order of ids: its id, what it is, its time limit, whether that follows from its
    /// options, the mean return at which it counts as solved, and its options. Those whose ROM is not here are left out.
    /// </summary>
    /// <returns>UTF-8 text.</returns>
    public static byte[] List() => Write(json =>
    {
        json.WriteStartArray();
        foreach (EnvironmentSpec spec in Registry.Available)
        {
            json.WriteStartObject();
            json.WriteString("id", spec.Id);
            json.WriteString("description", spec.Description);
            WriteNumber(json, "max_episode_steps", spec.MaxEpisodeSteps);
            json.WriteBoolean("limit_follows_options", LimitFollowsOptions(spec));
            WriteNumber(json, "reward_threshold", spec.RewardThreshold);
            json.WriteStartArray("options");
            foreach (EnvironmentOptionEntry option in spec.Options)
            {
                json.WriteStartObject();
                json.WriteString("key", option.Key);
                json.WriteString("kind", option.Kind);
                json.WriteString("range", option.Range);
                json.WriteString("default", option.Default);
                json.WriteString("description", option.Description);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>An environment's spaces, the flags of a mask, its picture, and whether it has goals.</summary>
    /// <param name="environment">The environment.</param>
    /// <returns>UTF-8 text.</returns>
    public static byte[] Describe(Environment environment) => Write(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("observation_space");
        SpaceText.Write(json, environment.ObservationSpace);
        json.WritePropertyName("action_space");
        SpaceText.Write(json, environment.ActionSpace);
        json.WriteNumber("mask_width", environment.ActionMaskWidth);
        json.WriteNumber("goal_length", environment.Goals?.Length ?? 0);
        if (environment.Unwrapped is IDrawable drawable)
        {
            json.WriteStartObject("picture");
            json.WriteNumber("width", drawable.PreferredSize.Width);
            json.WriteNumber("height", drawable.PreferredSize.Height);
            json.WriteNumber("frames_per_second", drawable.FramesPerSecond);
            json.WriteStartArray("action_names");
            foreach (string name in drawable.ActionNames)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    // Worlds with a limit are small, so one can be made to ask it.
    private static bool LimitFollowsOptions(EnvironmentSpec spec)
    {
        if (spec.MaxEpisodeSteps is null)
        {
            return false;
        }

        Environment environment = spec.Create();
        using var owned = environment as IDisposable;
        return environment.Unwrapped is IEpisodeLimit;
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            write(json);
        }

        return text.WrittenSpan.ToArray();
    }
}

using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Play;
using AsyncRL.Serialization;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Recording;

/// <summary>
/// Films an agent at play. The kind of file follows from its ending: .gif, .png (animated) or .mp4 (through ffmpeg).
/// </summary>
public static class Recorder
{
    /// <summary>The endings that <see cref="Record"/> knows.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".gif", ".png", ".mp4"];

    /// <summary>Plays and records.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="environment">The environment, which must be able to draw itself.</param>
    /// <param name="path">The file; it appears whole or not at all.</param>
    /// <param name="options">How to record.</param>
    /// <param name="cancellation">Asks to end the video with the step that is being played.</param>
    /// <returns>The returns of the episodes that were recorded to their ends, and the number of frames.</returns>
    /// <exception cref="ArgumentException">The ending is unknown, the environment cannot draw itself or the policy does not fit
    /// it.</exception>
    /// <exception cref="InvalidOperationException">ffmpeg is missing or failed.</exception>
    public static (IReadOnlyList<double> Returns, int Frames) Record(
        TrainedPolicy policy, Environment environment, string path, RecordingOptions options,
        CancellationToken cancellation = default)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        if (!Endings.Contains(ending))
        {
            throw new ArgumentException(
                $"'{path}' ends in '{ending}', but a video's file must end in {string.Join(", ", Endings)}.", nameof(path));
        }

        if (environment.Unwrapped is not IDrawable drawable)
        {
            throw new ArgumentException(
                $"{environment.Unwrapped.GetType().Name} cannot draw itself; implement IDrawable to record it.",
                nameof(environment));
        }

        (int width, int height) = drawable.PreferredSize;
        int scale = options.Scale > 0 ? options.Scale : Math.Max(1, 200 / Math.Max(width, height));
        var canvas = new PixelCanvas(Even(width * scale), Even(height * scale));
        (IReadOnlyList<double>, int) result = ([], 0);
        if (ending == ".mp4")
        {
            string temporary = path + ".tmp";
            try
            {
                using (var video = new Mp4Writer(temporary, canvas.Width, canvas.Height, options.FramesPerSecond))
                {
                    result = Play(video);
                }

                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        else
        {
            // Frames that wait are kept in the video's folder: the system's folder for
            // temporary files is memory on some machines.
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            AtomicFile.Write(path, stream =>
            {
                using IFrameSink video = ending == ".gif"
                    ? new GifWriter(stream, canvas.Width, canvas.Height, options.FramesPerSecond, folder)
                    : new PngWriter(stream, canvas.Width, canvas.Height, options.FramesPerSecond);
                result = Play(video);
            });
        }

        return result;

        (IReadOnlyList<double>, int) Play(IFrameSink video)
        {
            (IReadOnlyList<double>, int) played = PlayInto(
                policy, policy.Description.Limit(environment), drawable, canvas, video, options, cancellation);
            video.Finish();
            return played;
        }
    }

    private static (IReadOnlyList<double> Returns, int Frames) PlayInto(
        TrainedPolicy policy, Environment environment, IDrawable drawable, PixelCanvas canvas, IFrameSink video,
        RecordingOptions options, CancellationToken cancellation)
    {
        policy.RequireFit(environment);
        Environment guarded = new GuardedEnvironment(environment);
        IAgent agent = options.Agent ?? new PolicyAgent(policy, options.Policy);
        var observation = new float[environment.ObservationSpace.Length];
        bool[] legal = new bool[environment.ActionMaskWidth];
        var returns = new List<double>();
        int frames = 0;
        bool stopped = false;
        for (int episode = 0; episode < options.Episodes && frames < options.MostFrames && !stopped; episode++)
        {
            guarded.Reset(options.Seed + (ulong)episode, observation);
            agent.BeginEpisode(options.Seed + (ulong)episode);
            Show();
            double total = 0;
            bool ended = false;
            for (long step = 1; !ended && frames < options.MostFrames && !stopped; step++)
            {
                stopped = cancellation.IsCancellationRequested;
                if (legal.Length > 0)
                {
                    guarded.WriteActionMask(legal);
                }

                StepResult result = guarded.Step(agent.Act(observation, legal), observation);
                total += result.Reward;
                ended = result.EpisodeEnded;
                if (ended || step % options.Every == 0)
                {
                    Show();
                }
            }

            if (ended)
            {
                returns.Add(total);
            }
        }

        return (returns, frames);

        void Show()
        {
            drawable.Draw(canvas);
            video.Add(canvas);
            frames++;
        }
    }

    private static int Even(int size) => size + (size & 1);
}

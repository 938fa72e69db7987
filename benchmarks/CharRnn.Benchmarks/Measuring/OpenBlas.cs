using System.Runtime.InteropServices;

namespace CharRnn.Benchmarks.Measuring;

/// <summary>The system's OpenBLAS, if it has one, for one comparison. Not a dependency: it is searched for at run time.</summary>
internal static unsafe class OpenBlas
{
    private const int ColumnMajor = 102;
    private const int NoTranspose = 111;
    private static readonly nint _library = Load();

    internal static bool IsAvailable => _library != 0;

    /// <summary>The processor type whose kernels OpenBLAS has chosen.</summary>
    internal static string Core
        => Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)NativeLibrary.GetExport(_library, "openblas_get_corename"))()) ?? "";

    internal static void UseOneThread()
        => ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(_library, "openblas_set_num_threads"))(1);

    /// <summary>C (rows × columns) = A (rows × depth) · B (depth × columns), column-major.</summary>
    internal static Action<float[], float[], float[]> Product(int rows, int depth, int columns)
    {
        nint product = NativeLibrary.GetExport(_library, "cblas_sgemm");
        return (a, b, c) =>
        {
            fixed (float* pa = a, pb = b, pc = c)
            {
                ((delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)product)(
                    ColumnMajor, NoTranspose, NoTranspose, rows, columns, depth, 1, pa, rows, pb, depth, 0, pc, rows);
            }
        };
    }

    private static nint Load()
    {
        foreach (string name in (string[])["libopenblas.so.0", "libopenblas.dylib", "libopenblas.dll"])
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return library;
            }
        }

        return 0;
    }
}

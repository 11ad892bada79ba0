/* Keeps a journal of whatever a program does to the files below NEWPOWER_POWER_ROOT: what it wrote, and what it
 * has waited for until it was on the disk. `power.py` makes of it what a power cut would have left.
 *
 * Loaded by LD_PRELOAD; the journal is NEWPOWER_POWER_JOURNAL, which has to stand elsewhere. A record is a head
 * and then `length` bytes; each stands behind what it tells of, and no other thread comes in between.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST 4096
#define REAL(name) ((__typeof__(&name))real(#name))

/* made, opened, written, truncated, synced, unlinked, renamed */
struct head { uint64_t kind, file, offset, length; };

static uint64_t files[MOST]; /* the inode of each descriptor that is ours, 0 for all others */
static int journal = -1;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int is_ours(const char *path)
{
    const char *root = getenv("NEWPOWER_POWER_ROOT");
    return root && path && !strncmp(path, root, strlen(root));
}

static void tell(char kind, uint64_t file, uint64_t offset, const void *bytes, uint64_t length)
{
    static ssize_t (*put)(int, const void *, size_t);
    if (!put)
        put = REAL(write);
    if (journal < 0)
        journal = REAL(open64)(getenv("NEWPOWER_POWER_JOURNAL"), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    struct head head = {kind, file, offset, length};
    char *whole = malloc(sizeof head + length);
    memcpy(whole, &head, sizeof head);
    memcpy(whole + sizeof head, bytes, length);
    if (put(journal, whole, sizeof head + length) != (ssize_t)(sizeof head + length))
        abort(); /* half a journal proves nothing */
    free(whole);
}

static int opened(const char *path, int flags, mode_t mode)
{
    if (!is_ours(path))
        return REAL(open64)(path, flags, mode);
    pthread_mutex_lock(&turn);
    int is_new = (flags & O_CREAT) && REAL(access)(path, F_OK);
    int file = REAL(open64)(path, flags, mode);
    struct stat about;
    if (file >= 0 && file < MOST && !fstat(file, &about)) {
        files[file] = about.st_ino;
        tell(is_new ? 'M' : 'O', about.st_ino, 0, path, strlen(path));
        if (flags & O_TRUNC)
            tell('T', about.st_ino, 0, "", 0);
    }
    pthread_mutex_unlock(&turn);
    return file;
}

#define MODE(flags) mode_t mode = 0; if ((flags) & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) { MODE(flags) return opened(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(path, flags, mode); }

int openat(int folder, const char *path, int flags, ...)
{
    MODE(flags)
    return is_ours(path) ? opened(path, flags, mode) : REAL(openat)(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    MODE(flags)
    return is_ours(path) ? opened(path, flags, mode) : REAL(openat64)(folder, path, flags, mode);
}

int close(int file)
{
    if (file >= 0 && file < MOST)
        files[file] = 0;
    return REAL(close)(file);
}

static uint64_t ours(int file) { return file >= 0 && file < MOST ? files[file] : 0; }

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset)
{
    if (!ours(file))
        return REAL(pwrite64)(file, bytes, length, offset);
    pthread_mutex_lock(&turn);
    ssize_t done = REAL(pwrite64)(file, bytes, length, offset);
    if (done > 0)
        tell('W', ours(file), offset, bytes, done);
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) { return pwrite64(file, bytes, length, offset); }

ssize_t write(int file, const void *bytes, size_t length)
{
    if (!ours(file))
        return REAL(write)(file, bytes, length);
    pthread_mutex_lock(&turn);
    ssize_t done = REAL(write)(file, bytes, length);
    if (done > 0)
        tell('W', ours(file), lseek(file, 0, SEEK_CUR) - done, bytes, done);
    pthread_mutex_unlock(&turn);
    return done;
}

int ftruncate64(int file, off64_t length)
{
    if (!ours(file))
        return REAL(ftruncate64)(file, length);
    pthread_mutex_lock(&turn);
    int failed = REAL(ftruncate64)(file, length);
    if (!failed)
        tell('T', ours(file), length, "", 0);
    pthread_mutex_unlock(&turn);
    return failed;
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

static int synced(int file, int (*sync)(int))
{
    if (!ours(file))
        return sync(file);
    pthread_mutex_lock(&turn);
    int failed = sync(file);
    if (!failed)
        tell('S', ours(file), 0, "", 0);
    pthread_mutex_unlock(&turn);
    return failed;
}

int fsync(int file) { return synced(file, REAL(fsync)); }
int fdatasync(int file) { return synced(file, REAL(fdatasync)); }

int unlink(const char *path)
{
    if (!is_ours(path))
        return REAL(unlink)(path);
    pthread_mutex_lock(&turn);
    int failed = REAL(unlink)(path);
    if (!failed)
        tell('U', 0, 0, path, strlen(path));
    pthread_mutex_unlock(&turn);
    return failed;
}

int rename(const char *from, const char *to)
{
    if (!is_ours(from))
        return REAL(rename)(from, to);
    pthread_mutex_lock(&turn);
    int failed = REAL(rename)(from, to);
    if (!failed) {
        char both[2 * PATH_MAX + 2];
        size_t first = strlen(from), second = strlen(to);
        memcpy(both, from, first + 1);
        memcpy(both + first + 1, to, second);
        tell('R', 0, 0, both, first + 1 + second);
    }
    pthread_mutex_unlock(&turn);
    return failed;
}
